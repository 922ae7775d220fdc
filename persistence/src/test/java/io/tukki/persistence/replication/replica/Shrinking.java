package io.tukki.persistence.replication.replica;

import io.tukki.persistence.replication.replica.Faults.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Looks for less misfortune that still makes a seed fail. */
final class Shrinking {
  private Shrinking() {}

  /**
   * What an adversary may do.
   *
   * @param disturbances that many, and no more
   * @param muted these it only thinks of
   */
  record Limits(int disturbances, Set<Kind> muted) {
    static final Limits NONE = new Limits(Integer.MAX_VALUE, Set.of());

    /** To be added to the command that replays the seed. */
    String options() {
      return "-Dtukki.sim.disturbances="
          + disturbances
          + " -Dtukki.sim.muted="
          + String.join(",", muted.stream().map(Kind::name).sorted().toList());
    }
  }

  /**
   * Greedy: first fewer disturbances, in ever smaller steps, then fewer kinds.
   *
   * @param most so many were inflicted when it failed first
   */
  static Limits shrink(int most, Predicate<Limits> fails) {
    int disturbances = most;
    for (int step = Math.max(1, most / 2); step > 0; step /= 2) {
      while (disturbances >= step && fails.test(new Limits(disturbances - step, Set.of()))) {
        disturbances -= step;
      }
    }
    Set<Kind> muted = EnumSet.noneOf(Kind.class);
    for (Kind kind : Kind.values()) {
      muted.add(kind);
      if (!fails.test(new Limits(disturbances, Set.copyOf(muted)))) {
        muted.remove(kind);
      }
    }
    return new Limits(disturbances, Set.copyOf(muted));
  }
}
