package io.tukki.core.id;

/** The number of one leader's reign over a log; a higher one fences every lower one. */
public record LeaderEpoch(int value) implements Comparable<LeaderEpoch> {

  /** The epoch before any leader reigned. */
  public static final LeaderEpoch NONE = new LeaderEpoch(0);

  public LeaderEpoch {
    if (value < 0) {
      throw new IllegalArgumentException("a leader epoch is 0 or more, not " + value);
    }
  }

  public LeaderEpoch next() {
    return new LeaderEpoch(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(LeaderEpoch other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
