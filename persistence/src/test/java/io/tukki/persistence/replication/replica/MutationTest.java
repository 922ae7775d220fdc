package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.persistence.replication.replica.Faults.Kind;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Takes away one rule at a time and asks the simulation to notice. A rule that nobody misses is a
 * hole in the simulation, or no rule.
 */
final class MutationTest {
  private static final String ONLY = System.getProperty("tukki.sim.rule", "");
  private static final long MAX_SEEDS = Long.getLong("tukki.sim.mutation.seeds", 1000);

  @Test
  void theLossOfEachRuleIsNoticed() {
    Map<Rule, Notice> seeds = new TreeMap<>();
    for (Rule rule : ONLY.isEmpty() ? List.of(Rule.values()) : List.of(Rule.valueOf(ONLY))) {
      seeds.put(rule, seedsUntilNoticed(rule));
    }
    System.out.println("rule taken away -> seeds until the simulation fails");
    seeds.forEach((rule, notice) -> System.out.printf("  %-32s %s%n", rule, notice));

    assertThat(seeds.values()).as("seeds until noticed").allMatch(Noticed.class::isInstance);
  }

  /** Whether the loss of a rule was noticed. */
  private sealed interface Notice {}

  private record Noticed(long seeds, String how) implements Notice {
    @Override
    public String toString() {
      return String.format("%5d  %s", seeds, how);
    }
  }

  private record Unnoticed() implements Notice {}

  /** The bad days on which a rule matters; none for those that any day brings out. */
  private static Set<Kind> days(Rule rule) {
    return switch (rule) {
      case SYNC_PROMISE -> EnumSet.of(Kind.RIVALS);
      case SYNC_OWN_PROMISE -> EnumSet.of(Kind.STUTTER);
      case PROMISE_ONCE -> EnumSet.of(Kind.CRASH, Kind.DUEL, Kind.FAILOVER);
      case SYNC_ACCEPTED_EPOCH -> EnumSet.of(Kind.CHASE);
      case RANK_BY_ACCEPTED_EPOCH -> EnumSet.of(Kind.RIVALS);
      case RANK_BY_EPOCH, ACCEPT_AFTER_COPY ->
          EnumSet.of(Kind.CRASH, Kind.FAILOVER, Kind.PARTITION);
      case FENCE_APPENDS -> EnumSet.of(Kind.DUEL, Kind.RIVALS);
      case CHECK_INCARNATION -> EnumSet.of(Kind.ECHO);
      case SUSPECT_UNTIL_COPIED, SUSPECT_HAS_NO_VOTE -> EnumSet.of(Kind.ECHO);
      case DISTRUST_BEFORE_CUTTING_DAMAGE ->
          EnumSet.of(Kind.FLIPPED_BITS, Kind.CRASH, Kind.FAILOVER);
      case QUORUM_OF_BEST_CONFIGURATION -> EnumSet.of(Kind.LEFT_BEHIND);
      case JOINT_CHANGE -> EnumSet.of(Kind.RECONFIGURE, Kind.LEFT_BEHIND);
      case LEARNERS_DO_NOT_COUNT -> EnumSet.of(Kind.RECONFIGURE, Kind.FAILOVER);
      case SYNC_CONFIGURATION -> EnumSet.of(Kind.FORGOTTEN_CHANGE);
      case HEED_DECREES -> EnumSet.of(Kind.FORCE);
      case TOMBSTONE_BEFORE_DROPPING, RETIRED_HAS_NO_VOTE, RETIRE_BY_COMMITTED ->
          EnumSet.of(Kind.REPLACE);
      case ENTRIES_AS_ANNOUNCED -> EnumSet.of(Kind.LATE_READS);
      case BEGIN_BEHIND_THE_DISK -> EnumSet.of(Kind.SLOW_DISK, Kind.FAILOVER);
      case TRIM_BELOW_HIGH_WATERMARK -> EnumSet.of(Kind.TRIM, Kind.FAILOVER);
      case PREPARE_NEEDS_MAJORITY,
          COPY_BEST_LOG,
          ACCEPT_NEEDS_MAJORITY,
          ALIGN_BY_EPOCH,
          CUT_WHAT_DIFFERS,
          APPEND_NEEDS_ACCEPTED,
          CHECK_PREVIOUS,
          COUNT_ONLY_ACCEPTED,
          COMMIT_NEEDS_MAJORITY,
          REPORT_WHAT_IS_DURABLE,
          COUNT_OWN_DISK,
          ACKNOWLEDGE_COMMITTED,
          MIN_REPLICAS ->
          EnumSet.noneOf(Kind.class);
    };
  }

  private static Notice seedsUntilNoticed(Rule rule) {
    for (long seed = 1; seed <= MAX_SEEDS; seed++) {
      try {
        SimulationTest.run(seed, Rules.without(rule), days(rule), line -> {});
      } catch (AssertionError e) {
        // It is the rule that is missed, and nothing else that is wrong on such days.
        SimulationTest.run(seed, Rules.ALL, days(rule), line -> {});
        return new Noticed(seed, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      }
    }
    return new Unnoticed();
  }
}
