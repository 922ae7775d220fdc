package io.tukki.chaos.history;

/**
 * A value that was sent once in a whole history: the {@code sequence}-th one of a lane. A lane is
 * one producer's sends to one partition, in their order.
 *
 * @param lane at most {@link #MAX_LANE}
 * @param sequence at most {@link #MAX_SEQUENCE}
 */
public record Value(int lane, long sequence) implements Comparable<Value> {

  /** Values that no producer of the run can have written, such as text that is no value at all. */
  public static final int FOREIGN_LANE = 0;

  public static final int MAX_LANE = (1 << 22) - 1;
  public static final long MAX_SEQUENCE = (1L << 40) - 1;

  public Value {
    if (lane < 0 || lane > MAX_LANE || sequence < 0 || sequence > MAX_SEQUENCE) {
      throw new IllegalArgumentException("no value: " + lane + "-" + sequence);
    }
  }

  /** In one number, for large tables. */
  public static long pack(int lane, long sequence) {
    return ((long) lane << 40) | sequence;
  }

  public long packed() {
    return pack(lane, sequence);
  }

  public static Value unpack(long packed) {
    return new Value((int) (packed >>> 40), packed & MAX_SEQUENCE);
  }

  /** As records carry it: {@code lane-sequence}, then a space and whatever fills up the size. */
  @Override
  public String toString() {
    return lane + "-" + sequence;
  }

  /** Reads the beginning of a record's value; what is none becomes one of the foreign lane. */
  public static Value parse(String text) {
    int space = text.indexOf(' ');
    String head = space < 0 ? text : text.substring(0, space);
    int dash = head.indexOf('-');
    try {
      return new Value(
          Integer.parseInt(head.substring(0, Math.max(dash, 0))),
          Long.parseLong(head.substring(dash + 1)));
    } catch (IllegalArgumentException e) {
      return new Value(FOREIGN_LANE, text.hashCode() & 0x7fffffffL);
    }
  }

  @Override
  public int compareTo(Value other) {
    return Long.compare(packed(), other.packed());
  }
}
