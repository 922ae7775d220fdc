package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.persistence.replication.replica.Faults.Kind;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Takes away one rule at a time and asks the simulation to notice. A rule that nobody misses is a
 * hole in the simulation, or no rule.
 */
final class MutationTest {
  private static final long MAX_SEEDS = Long.getLong("tukki.sim.mutation.seeds", 400);

  /**
   * Rules whose loss takes a rarer history than a normal run has time for; a long run ({@code
   * -Dtukki.sim.mutation.seeds=20000}) looks for them as well.
   */
  private static final Set<Rule> RARE =
      EnumSet.of(
          Rule.SYNC_PROMISE,
          Rule.SYNC_OWN_PROMISE,
          Rule.SYNC_ACCEPTED_EPOCH,
          Rule.CHECK_INCARNATION,
          Rule.QUORUM_OF_BEST_CONFIGURATION);

  @Test
  void theLossOfEachRuleIsNoticed() {
    Map<Rule, OptionalLong> seeds = new TreeMap<>();
    for (Rule rule : Rule.values()) {
      if (!RARE.contains(rule) || MAX_SEEDS > 400) {
        seeds.put(rule, seedsUntilNoticed(rule));
      }
    }
    System.out.println("rule taken away -> seeds until the simulation fails");
    seeds.forEach(
        (rule, needed) ->
            System.out.printf(
                "  %-32s %s%n", rule, needed.isPresent() ? needed.getAsLong() : "not noticed"));

    assertThat(seeds.values()).as("seeds until noticed").allMatch(OptionalLong::isPresent);
  }

  /** The bad days on which a rule matters; none for those that any day brings out. */
  private static Set<Kind> days(Rule rule) {
    return switch (rule) {
      case SYNC_PROMISE, SYNC_OWN_PROMISE, PROMISE_ONCE ->
          EnumSet.of(Kind.CRASH, Kind.DUEL, Kind.FAILOVER, Kind.SLOW_DISK);
      case RANK_BY_ACCEPTED_EPOCH, RANK_BY_EPOCH, ACCEPT_AFTER_COPY ->
          EnumSet.of(Kind.CRASH, Kind.FAILOVER, Kind.PARTITION);
      case FENCE_APPENDS -> EnumSet.of(Kind.DUEL, Kind.FAILOVER);
      case CHECK_INCARNATION, SUSPECT_UNTIL_COPIED, SUSPECT_HAS_NO_VOTE ->
          EnumSet.of(Kind.POWER_LOSS, Kind.FAILOVER, Kind.PAUSE);
      case DISTRUST_BEFORE_CUTTING_DAMAGE ->
          EnumSet.of(Kind.FLIPPED_BITS, Kind.CRASH, Kind.FAILOVER);
      case QUORUM_OF_BEST_CONFIGURATION, JOINT_CHANGE, LEARNERS_DO_NOT_COUNT ->
          EnumSet.of(Kind.RECONFIGURE, Kind.FAILOVER, Kind.ONE_WAY_PARTITION);
      case TRIM_BELOW_HIGH_WATERMARK -> EnumSet.of(Kind.TRIM, Kind.FAILOVER);
      case PREPARE_NEEDS_MAJORITY,
          COPY_BEST_LOG,
          SYNC_ACCEPTED_EPOCH,
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

  private static OptionalLong seedsUntilNoticed(Rule rule) {
    for (long seed = 1; seed <= MAX_SEEDS; seed++) {
      try {
        SimulationTest.run(seed, Rules.without(rule), days(rule), line -> {});
      } catch (AssertionError e) {
        return OptionalLong.of(seed);
      }
    }
    return OptionalLong.empty();
  }
}
