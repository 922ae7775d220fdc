package io.tukki.persistence.log;

import java.io.IOException;

/**
 * Bytes of a log that are not what was written. The message says what and where. It is the cause of
 * the {@link io.tukki.core.log.LogOfflineException} of a log that was found to be damaged while it
 * was in use.
 */
public final class DamageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  public DamageException(long offset, String message) {
    super(message);
    this.offset = offset;
  }

  /** Where a sound batch was expected. What is wrong may lie before it, in the same segment. */
  public long offset() {
    return offset;
  }
}
