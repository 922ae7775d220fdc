package io.tukki.persistence.log;

import java.io.IOException;

/** Bytes of a log that are not what was written. The message says what and where. */
final class DamageException extends IOException {

  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }
}
