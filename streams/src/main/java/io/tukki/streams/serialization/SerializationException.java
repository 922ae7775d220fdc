package io.tukki.streams.serialization;

/** A value that cannot be written, or bytes that are none of the kind that was expected. */
public final class SerializationException extends RuntimeException {

  public SerializationException(String message) {
    super(message);
  }

  public SerializationException(String message, Throwable cause) {
    super(message, cause);
  }
}
