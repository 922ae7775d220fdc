package io.tukki.persistence.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Thousands of small clusters, each with its own bad luck. To see one again: {@code mvn -o -pl
 * persistence -am test -Dtest=SimulationTest#replaysOneSeed -Dtukki.sim.seed=SEED}. More of them:
 * {@code -Dtukki.sim.seeds=10000}.
 */
final class SimulationTest {
  private static final long FIRST_SEED = Long.getLong("tukki.sim.first", 1);
  private static final Shrinking.Limits LIMITS =
      new Shrinking.Limits(
          Integer.getInteger("tukki.sim.disturbances", Integer.MAX_VALUE),
          Arrays.stream(System.getProperty("tukki.sim.muted", "").split(","))
              .filter(name -> !name.isEmpty())
              .map(Faults.Kind::valueOf)
              .collect(Collectors.toUnmodifiableSet()));
  private static final int LINES_SHOWN = Integer.getInteger("tukki.sim.lines", 400);

  /** They failed once, each where a rule was missing or too weak. */
  private static final long[] KEPT = {7075, 1893, 9279, 2000, 23898, 227858};

  @Test
  void seedsThatFailedOnceAreStillClean() {
    for (long seed : KEPT) {
      run(seed, Rules.ALL, line -> {});
    }
  }

  @Test
  void aFailingSeedIsShrunkToWhatItNeeds() {
    long seed = 5;
    Rules rules = Rules.without(Rules.Rule.CUT_WHAT_DIFFERS);

    Shrinking.Limits least = shrink(seed, rules, Set.of());

    assertThat(fails(seed, rules, Set.of(), least)).isTrue();
    assertThat(least.muted()).contains(Faults.Kind.CHASE, Faults.Kind.ECHO);
    assertThat(least.disturbances())
        .isLessThan(simulated(seed, rules, Set.of(), LIMITS).disturbances());
  }

  @Test
  void nothingCommittedIsEverLost() {
    int seeds = Integer.getInteger("tukki.sim.seeds", 700);
    long steps = 0;
    long acknowledged = 0;
    long retired = 0;
    long joinedBehind = 0;
    long startNs = System.nanoTime();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      Simulation simulation = run(seed, Rules.ALL, line -> {});
      steps += simulation.steps();
      acknowledged += simulation.acknowledged();
      retired += simulation.retired();
      joinedBehind += simulation.joinedBehind();
    }
    double minutes = (System.nanoTime() - startNs) / 60e9;
    System.out.printf(
        "simulation: %,d seeds, %,d steps, %,d acknowledged appends, %,d logs let go, %,d"
            + " joined behind, %,.0f seeds/minute%n",
        seeds, steps, acknowledged, retired, joinedBehind, seeds / minutes);

    assertThat(acknowledged).as("a run that moves little proves little").isGreaterThan(seeds * 10L);
    assertThat(joinedBehind).as("of a log that grows").isGreaterThanOrEqualTo(seeds / 100);
  }

  @Test
  @EnabledIfSystemProperty(named = "tukki.sim.seed", matches = "\\d+")
  void replaysOneSeed() {
    Deque<Supplier<String>> last = new ArrayDeque<>();
    try {
      run(
          Long.getLong("tukki.sim.seed", 1),
          Rules.ALL,
          line -> {
            last.add(line);
            if (last.size() > LINES_SHOWN) {
              last.remove();
            }
          });
    } finally {
      last.forEach(line -> System.out.println(line.get()));
    }
  }

  private static Simulation run(long seed, Rules rules, Consumer<Supplier<String>> trace) {
    return run(seed, rules, Set.of(), trace);
  }

  static Simulation run(
      long seed, Rules rules, Set<Faults.Kind> kinds, Consumer<Supplier<String>> trace) {
    var simulation = new Simulation(seed, rules, kinds, trace);
    simulation.limits = LIMITS;
    try {
      new Adversary(simulation).run();
      return simulation;
    } catch (RuntimeException e) {
      String shrunk = rules == Rules.ALL ? " " + shrink(seed, rules, kinds).options() : "";
      throw new AssertionError(
          String.format(
              "seed %d at %d ms with %s: %s%nreplay: -Dtest=SimulationTest#replaysOneSeed"
                  + " -Dtukki.sim.seed=%d%s",
              seed, simulation.nowMs(), simulation.faults, e.getMessage(), seed, shrunk),
          e);
    }
  }

  private static Shrinking.Limits shrink(long seed, Rules rules, Set<Faults.Kind> kinds) {
    int most = simulated(seed, rules, kinds, LIMITS).disturbances();
    return Shrinking.shrink(most, limits -> fails(seed, rules, kinds, limits));
  }

  private static boolean fails(
      long seed, Rules rules, Set<Faults.Kind> kinds, Shrinking.Limits limits) {
    var simulation = new Simulation(seed, rules, kinds, line -> {});
    simulation.limits = limits;
    try {
      new Adversary(simulation).run();
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** As far as it came. */
  private static Simulation simulated(
      long seed, Rules rules, Set<Faults.Kind> kinds, Shrinking.Limits limits) {
    var simulation = new Simulation(seed, rules, kinds, line -> {});
    simulation.limits = limits;
    try {
      new Adversary(simulation).run();
    } catch (RuntimeException e) {
      return simulation;
    }
    return simulation;
  }
}
