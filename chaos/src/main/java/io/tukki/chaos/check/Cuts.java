package io.tukki.chaos.check;

import io.tukki.chaos.history.Event.PowerLost;
import io.tukki.chaos.history.Event.Survivor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The power cuts of one partition. Between two of them is an era; what was noted before the nodes
 * were started again belongs to the era before the cut, since dead nodes answer nobody.
 *
 * <p>A cut takes the offsets from some point on, and the cluster gives them again. So an offset has
 * lives: within one it holds one value for ever.
 */
final class Cuts {

  static final Cuts NONE = new Cuts(List.of());

  private static final Comparator<Survivor> BY_RANK =
      Comparator.comparingInt(Survivor::epoch).thenComparingLong(Survivor::end);

  private final List<PowerLost> cuts;
  private final long[] kept;

  Cuts(List<PowerLost> cuts) {
    this.cuts = cuts.stream().sorted(Comparator.comparingLong(PowerLost::atUs)).toList();
    this.kept = this.cuts.stream().mapToLong(Cuts::kept).toArray();
  }

  /** Where the best of the logs that are left ends: what was committed and lies below is there. */
  private static long kept(PowerLost cut) {
    return cut.survivors().stream().max(BY_RANK).map(Survivor::end).orElse(0L);
  }

  /** How many cuts were over then. */
  int era(long atUs) {
    int era = 0;
    while (era < kept.length && cuts.get(era).backUs() <= atUs) {
      era++;
    }
    return era;
  }

  int lastEra() {
    return kept.length;
  }

  /** How often the offset had been lost before the era. */
  int life(long offset, int era) {
    int life = 0;
    for (int cut = 0; cut < era; cut++) {
      life += kept[cut] <= offset ? 1 : 0;
    }
    return life;
  }

  /** Whether what stood there in the one era was lost before the later one. */
  boolean isLost(long offset, int era, int laterEra) {
    return life(offset, laterEra) > life(offset, era);
  }

  /** The first cut from the era on that took the offset, by its number. */
  Optional<Integer> firstThatTook(long offset, int era) {
    for (int cut = era; cut < kept.length; cut++) {
      if (kept[cut] <= offset) {
        return Optional.of(cut);
      }
    }
    return Optional.empty();
  }

  PowerLost cut(int number) {
    return cuts.get(number);
  }

  /** Whether it was that cut that something said at this time is about. */
  boolean isAbout(int number, long atUs) {
    return era(atUs) == number + 1;
  }
}
