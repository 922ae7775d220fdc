package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Cluster;
import io.tukki.chaos.load.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where a scenario plays: a cluster under load, with somebody who watches it. For one thread. */
final class Stage {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final Watch watch;
  private final Journal journal;
  private final Duration progressTimeout;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param progressTimeout how long a partition may take to acknowledge something, when asked to
   */
  Stage(Cluster cluster, Watch watch, Journal journal, Duration progressTimeout) {
    this.cluster = cluster;
    this.watch = watch;
    this.journal = journal;
    this.progressTimeout = progressTimeout;
  }

  Cluster cluster() {
    return cluster;
  }

  void note(String what) {
    journal.note(what);
  }

  void problem(String what) {
    journal.note("PROBLEM " + what);
    problems.add(what);
  }

  /** What went wrong beside what the history tells. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  boolean isGood() {
    return problems.isEmpty();
  }

  /** Every partition acknowledges something from now on. */
  void demandProgress(String when) {
    long begin = System.nanoTime();
    List<Integer> silent = watch.awaitProgressEverywhere(progressTimeout);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (silent.isEmpty()) {
      note(
          "every partition moves %s, after %.2f s; %,d acknowledged so far"
              .formatted(when, seconds, watch.acknowledged()));
    } else {
      problem("no progress within %.0f s %s: partitions %s".formatted(seconds, when, silent));
    }
  }

  /** All nodes serve: which of them may fail together next, the next fault alone decides. */
  void demandReadiness(String when) {
    try {
      cluster.awaitReady(READY_TIMEOUT);
    } catch (IllegalStateException e) {
      problem("%s: %s".formatted(when, e.getMessage()));
    }
  }
}
