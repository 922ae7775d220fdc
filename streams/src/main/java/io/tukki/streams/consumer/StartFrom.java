package io.tukki.streams.consumer;

/** Where in a partition to begin. */
public sealed interface StartFrom {

  /** At the first record that the partition holds. */
  record Earliest() implements StartFrom {}

  /** Behind the last record that there is when the source has started: only what comes then. */
  record Latest() implements StartFrom {}

  /** At this offset, or at the next one that is there. */
  record AtOffset(long offset) implements StartFrom {}

  /** At the first record of this time or later; if there is none, where {@link Latest} begins. */
  record AtTimestamp(long timestampMs) implements StartFrom {}

  static StartFrom earliest() {
    return new Earliest();
  }

  static StartFrom latest() {
    return new Latest();
  }

  static StartFrom offset(long offset) {
    return new AtOffset(offset);
  }

  static StartFrom timestamp(long timestampMs) {
    return new AtTimestamp(timestampMs);
  }
}
