package io.tukki.chaos.check;

/** What power cuts took of what was acknowledged, and were allowed to take. */
public final class Losses {

  private long records;
  private long oldestUs;

  /**
   * @param ageUs how long before the cut they were acknowledged
   */
  void add(long count, long ageUs) {
    records += count;
    oldestUs = Math.max(oldestUs, ageUs);
  }

  public long records() {
    return records;
  }

  String toText() {
    return records == 0
        ? ""
        : "forgotten     %,d acknowledged records, at most %.2f s before the power was cut; allowed\n"
            .formatted(records, oldestUs / 1e6);
  }
}
