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
    RECONFIGURE,
    /** Dies between asking for a state to be saved and having it saved; its messages are out. */
    CRASH_BEFORE_SAVED,
    /** Two that cannot see each other are nominated in turns, with somebody between them. */
    RIVALS,
    /** Two leaders in turns, and those who accepted the later one forget it. */
    CHASE,
    /** A candidate dies and is nominated again, and meets other voters than before. */
    STUTTER,
    /** Half of a majority forgets, and what was said to it before arrives once more. */
    ECHO,
    /** One sees nothing of a change of the replica set, and is nominated afterwards. */
    LEFT_BEHIND,
    /** What is to be shipped is read late, by a leader that was overthrown meanwhile. */
    LATE_READS,
    /** The power fails everywhere while the replica set changes, and comes back here and there. */
    FORGOTTEN_CHANGE,
    /**
     * A majority is lost for good, an operator forces the rest to go on, and it was not for good.
     */
    FORCE,
    /** One is replaced while another one sees nothing of it; both are asked to go on. */
    REPLACE
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
    if (asked.isEmpty() && random.nextInt(4) > 0) {
      kinds.remove(Kind.FORGOTTEN_CHANGE);
      kinds.remove(Kind.FORCE);
    }
    if (kinds.contains(Kind.POWER_LOSS_EVERYWHERE)
        || kinds.contains(Kind.FORGOTTEN_CHANGE)
        || kinds.contains(Kind.FORCE)) {
      kinds.remove(Kind.WIPED_DISK); // who needs all replicas and lacks one waits for an operator
    }
    int[] sizes = {1, 2, 3, 3, 3, 3, 3, 4, 5, 5};
    int size = sizes[random.nextInt(sizes.length)];
    boolean crowd = asked.contains(Kind.LATE_READS); // two parts, and a majority in one of them
    return new Faults(
        kinds,
        crowd ? Simulation.NODES : size,
        random.nextBoolean(),
        random.nextInt(3) == 0 ? random.nextInt(20) : 0,
        random.nextInt(3) == 0 ? random.nextInt(20) : 0,
        random.nextBoolean() ? 2 : 2 + random.nextInt(40),
        kinds.contains(Kind.SLOW_DISK) ? 30 : 3,
        8 + random.nextInt(60));
  }
}
