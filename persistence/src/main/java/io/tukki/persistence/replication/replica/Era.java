package io.tukki.persistence.replication.replica;

/**
 * Eras of epochs. Majorities make an epoch unique; a reign that an operator forced has none, so it
 * begins an era of its own, and only who knows of its decree is elected there.
 *
 * <p>An era has 2^24 epochs, and there are 128: a log can be forced sixteen times at least.
 */
final class Era {
  private static final int SHIFT = 24;

  /** So many replicas may be forced at the same time, by mistake, and not meet in one era. */
  private static final int LANES = 8;

  private Era() {}

  static int of(int epoch) {
    return epoch >>> SHIFT;
  }

  /** The first epoch of a new era, which no other place among the members begins. */
  static int after(int epoch, int place) {
    int next = of(epoch) + 1;
    int era = next + Math.floorMod(place - next, LANES);
    return Math.multiplyExact(era, 1 << SHIFT);
  }
}
