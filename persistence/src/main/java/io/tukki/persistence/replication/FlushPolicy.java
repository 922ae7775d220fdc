package io.tukki.persistence.replication;

import java.time.Duration;

/** When appended bytes are forced from the system's page cache to the device. */
public sealed interface FlushPolicy {

  /**
   * When the system sees fit, and when a segment is finished. Survives the death of every process;
   * the last seconds before a power cut may be lost.
   */
  record None() implements FlushPolicy {}

  /** Also when this long has passed since the last time. Bounds what a power cut can take. */
  record Interval(Duration every) implements FlushPolicy {
    public Interval {
      if (every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("the flush interval must be more than nothing");
      }
    }
  }

  /**
   * Before any append is acknowledged; whatever came in while the device was busy shares one flush.
   * Survives a power cut.
   */
  record Commit() implements FlushPolicy {}
}
