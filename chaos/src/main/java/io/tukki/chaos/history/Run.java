package io.tukki.chaos.history;

/**
 * A stretch of records as they were read: {@code count} offsets in a row with values of one lane in
 * a row.
 */
public record Run(long firstOffset, int lane, long firstSequence, int count) {

  public Run {
    if (count < 1) {
      throw new IllegalArgumentException("an empty run");
    }
  }

  public long lastOffset() {
    return firstOffset + count - 1;
  }

  @Override
  public String toString() {
    Value first = new Value(lane, firstSequence);
    return count == 1
        ? "%d=%s".formatted(firstOffset, first)
        : "%d..%d=%s..".formatted(firstOffset, lastOffset(), first);
  }
}
