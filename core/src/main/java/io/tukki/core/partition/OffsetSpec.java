package io.tukki.core.partition;

/** A place in a partition, by description. */
public sealed interface OffsetSpec {

  /** The first offset that the partition holds. */
  record Earliest() implements OffsetSpec {}

  /** The high watermark: where the next committed record will be. */
  record Latest() implements OffsetSpec {}

  /** The first record of this time or later. */
  record AtTimestamp(long timestampMs) implements OffsetSpec {}

  /** The record with the greatest timestamp. */
  record MaxTimestamp() implements OffsetSpec {}
}
