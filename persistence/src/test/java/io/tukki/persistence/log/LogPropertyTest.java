package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a log on a failing disk. A failure names its seed; {@code -Dtukki.log.seed=N}
 * lives that one again, {@code -Dtukki.log.seeds=N} lives more of them.
 */
class LogPropertyTest {

  private static final int SEEDS = Integer.getInteger("tukki.log.seeds", 5_000);

  @Test
  void noLifeOfALogLosesOrInventsWhatWasAppended() {
    Long only = Long.getLong("tukki.log.seed");
    LogSimulation.Tally tally = new LogSimulation.Tally();
    long first = only == null ? 1 : only;
    long last = only == null ? SEEDS : only;
    for (long seed = first; seed <= last; seed++) {
      live(seed, tally);
    }
    if (only == null) {
      checkThatItWasNotAllSunshine(tally);
    }
  }

  private static void live(long seed, LogSimulation.Tally tally) {
    LogSimulation simulation = new LogSimulation(seed, tally);
    try {
      simulation.run();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed %d (again with -Dtukki.log.seed=%d): %s%n%s"
              .formatted(seed, seed, e, simulation.trace()),
          e);
    }
  }

  private static void checkThatItWasNotAllSunshine(LogSimulation.Tally tally) {
    System.out.println(tally);
    assertThat(tally.processCrashes).isGreaterThan(SEEDS / 2);
    assertThat(tally.machineCrashes).isGreaterThan(SEEDS / 2);
    assertThat(tally.cutTails).isGreaterThan(SEEDS / 20);
    assertThat(tally.fullAppends).isGreaterThan(SEEDS / 10);
    assertThat(tally.failedAppends).isGreaterThan(SEEDS / 20);
    assertThat(tally.failedSyncs).isGreaterThan(SEEDS / 20);
    // Most crashes of the machine must leave a log that opens, or nothing was shown about those.
    assertThat(tally.offlineAfterMachineCrash).isLessThan(tally.machineCrashes / 4);
  }
}
