package io.tukki.persistence.log;

/**
 * A segment's two sparse indexes, which get their entries at the same places: one for about every
 * {@code intervalBytes} of batches. One writer, any readers.
 */
final class SegmentIndex {

  private final OffsetIndex offsets;
  private final TimeIndex times;

  SegmentIndex() {
    this(new OffsetIndex(), new TimeIndex());
  }

  SegmentIndex(OffsetIndex offsets, TimeIndex times) {
    this.offsets = offsets;
    this.times = times;
  }

  OffsetIndex offsets() {
    return offsets;
  }

  TimeIndex times() {
    return times;
  }

  /**
   * Notes that a batch starts here, if the last one noted lies far enough back.
   *
   * @param maxTimestampMs the greatest timestamp of all batches before this one
   */
  void consider(
      int relativeOffset,
      int position,
      int relativeOrdinal,
      long maxTimestampMs,
      int intervalBytes) {
    if (position > 0 && position - offsets.lastPosition() >= intervalBytes) {
      offsets.add(relativeOffset, position, relativeOrdinal);
      times.add(maxTimestampMs, relativeOffset);
    }
  }

  void trimTo(int relativeOffset, int position) {
    offsets.trimTo(position);
    times.trimTo(relativeOffset);
  }

  int memoryBytes() {
    return offsets.memoryBytes() + times.memoryBytes();
  }
}
