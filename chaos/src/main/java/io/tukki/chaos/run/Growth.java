package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Node;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.operate.Operator;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * A cluster's life without accidents: one node grows to three and to five, loses the two that it
 * began with, and has all that are left restarted. Clients should notice next to nothing.
 */
record Growth(String topic, Operator operator) implements Scenario {

  private static final int REPLICATION_FACTOR = 3;
  private static final int FOUNDER = 1;
  private static final int LARGEST = 5;

  /** So that what a step costs is told apart from what the next one does. */
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(5);

  @Override
  public void play(Stage stage) {
    growTo(REPLICATION_FACTOR, stage);
    step(
        stage,
        "replicates every partition %d times".formatted(REPLICATION_FACTOR),
        () -> operator.setReplicationFactor(topic, REPLICATION_FACTOR));
    growTo(LARGEST, stage);
    step(stage, "spreads over %d nodes".formatted(LARGEST), operator::balance);
    for (int number = FOUNDER; stage.cluster().nodes().size() > REPLICATION_FACTOR; number++) {
      int leaving = number;
      step(stage, "does without node " + leaving, () -> operator.removeNode(leaving));
    }
    for (Node node : stage.cluster().nodes()) {
      step(stage, "restarts node " + node.number(), () -> operator.restart(node));
    }
  }

  private void growTo(int size, Stage stage) {
    while (stage.cluster().nodes().size() < size && stage.isGood()) {
      int number = stage.cluster().nodes().size() + 1;
      step(stage, "takes in node " + number, () -> operator.addNode(number));
    }
  }

  private static void step(Stage stage, String what, Runnable action) {
    if (!stage.isGood()) {
      return;
    }
    stage.note("the cluster " + what);
    long begin = System.nanoTime();
    try {
      action.run();
    } catch (IllegalStateException e) {
      stage.problem("the cluster %s: %s".formatted(what, e.getMessage()));
      return;
    }
    String when =
        "after that, which took %.1f s, with nodes %s"
            .formatted(
                (System.nanoTime() - begin) / 1e9,
                stage.cluster().nodes().stream()
                    .map(node -> Integer.toString(node.number()))
                    .collect(Collectors.joining(", ")));
    stage.demandProgress(when);
    Pause.of(BETWEEN_STEPS);
  }
}
