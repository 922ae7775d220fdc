package io.tukki.persistence.transport;

/** Bytes that are not what this program sends. The connection they came on is of no more use. */
final class ProtocolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }

  ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
