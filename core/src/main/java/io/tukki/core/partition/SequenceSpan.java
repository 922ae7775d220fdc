package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;

/**
 * The sequence numbers that one stored batch took up, and where it lies. Sequence numbers run from
 * 0 to {@link Integer#MAX_VALUE} and then begin again, so {@code last} may be below {@code first}.
 */
public record SequenceSpan(
    int first, int last, long baseOffset, long nextOffset, long maxTimestampMs) {

  static SequenceSpan of(BatchHeader batch) {
    int first = batch.baseSequence();
    return new SequenceSpan(
        first,
        advance(first, batch.lastOffsetDelta()),
        batch.baseOffset(),
        batch.nextOffset(),
        batch.maxTimestampMs());
  }

  /** The sequence number that must come after this span. */
  int next() {
    return advance(last, 1);
  }

  boolean isOf(BatchHeader batch) {
    return first == batch.baseSequence()
        && last == advance(batch.baseSequence(), batch.lastOffsetDelta());
  }

  private static int advance(int sequence, int by) {
    int sum = sequence + by;
    return sum >= 0 ? sum : sum - Integer.MAX_VALUE - 1;
  }
}
