package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one seed has in store. Each seed draws a few kinds of fault rather than all: a run in which
 * everything fails at once makes little progress and shows little.
 */
record Faults(
    Set<Kind> kinds,
    int replicas,
    boolean awaitSync,
    int dropPercent,
    int duplicatePercent,
    int maxDelayMs,
    int maxDiskMs,
    int everyMs) {

  /** Bad days, and two ordinary ones that are worth having during the others. */
  enum Kind {
    CRASH,
    POWER_LOSS,
    POWER_LOSS_EVERYWHERE,
    PAUSE,
    PARTITION,
    ONE_WAY_PARTITION,
    SLOW_DISK,
    FAILED_DISK,
    FLIPPED_BITS,
    WIPED_DISK,
    DUEL,
    FAILOVER,
    TRIM,
    RECONFIGURE
  }

  /** Draws some kinds, or takes those that are asked for. */
  static Faults draw(SplittableRandom random, Set<Kind> asked) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    kinds.addAll(asked);
    List<Kind> all = new ArrayList<>(List.of(Kind.values()));
    int count = asked.isEmpty() ? 1 + random.nextInt(5) : 0;
    for (int i = 0; i < count; i++) {
      kinds.add(all.get(random.nextInt(all.size())));
    }
    if (random.nextInt(4) > 0) {
      kinds.remove(Kind.POWER_LOSS_EVERYWHERE);
    }
    if (kinds.contains(Kind.POWER_LOSS_EVERYWHERE)) {
      kinds.remove(Kind.WIPED_DISK); // who needs all replicas and lacks one waits for an operator
    }
    int[] sizes = {1, 2, 3, 3, 3, 3, 3, 4, 5, 5};
    return new Faults(
        kinds,
        sizes[random.nextInt(sizes.length)],
        random.nextBoolean(),
        random.nextInt(3) == 0 ? random.nextInt(20) : 0,
        random.nextInt(3) == 0 ? random.nextInt(20) : 0,
        random.nextBoolean() ? 2 : 2 + random.nextInt(40),
        kinds.contains(Kind.SLOW_DISK) ? 30 : 3,
        8 + random.nextInt(60));
  }
}
