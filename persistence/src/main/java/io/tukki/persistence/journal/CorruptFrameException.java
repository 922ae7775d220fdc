package io.tukki.persistence.journal;

/** Bytes that passed the log's checks and still are not what this journal writes. */
final class CorruptFrameException extends RuntimeException {

  CorruptFrameException(String message) {
    super(message);
  }

  CorruptFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
