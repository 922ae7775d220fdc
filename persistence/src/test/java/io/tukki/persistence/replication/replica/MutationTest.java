package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final Set<Rule> RARE = EnumSet.noneOf(Rule.class);

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

  private static OptionalLong seedsUntilNoticed(Rule rule) {
    for (long seed = 1; seed <= MAX_SEEDS; seed++) {
      try {
        SimulationTest.run(seed, Rules.without(rule), line -> {});
      } catch (AssertionError e) {
        return OptionalLong.of(seed);
      }
    }
    return OptionalLong.empty();
  }
}
