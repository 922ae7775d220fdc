package io.tukki.core.record;

/** Bytes that claim to be a record batch and are none. The message says what does not hold. */
public final class InvalidBatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidBatchException(String message) {
    super(message);
  }

  public InvalidBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
