package io.tukki.persistence.log;

/**
 * How far a segment goes, and what is known of the batches up to there.
 *
 * @param position bytes
 * @param offset the next record's
 * @param ordinal the next batch's
 * @param maxTimestampMs the greatest of all its records; {@link #NO_TIMESTAMP} where it has none
 * @param firstAppendMs when its first batch came; meaningless while it is empty
 */
record SegmentEnd(
    int position, long offset, long ordinal, long maxTimestampMs, long firstAppendMs) {

  /** The format's own mark for a record without a timestamp. */
  static final long NO_TIMESTAMP = -1;

  static SegmentEnd empty(long baseOffset, long baseOrdinal) {
    return new SegmentEnd(0, baseOffset, baseOrdinal, NO_TIMESTAMP, 0);
  }

  boolean isEmpty() {
    return position == 0;
  }
}
