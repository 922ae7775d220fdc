package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.function.Function;
import java.util.function.Predicate;

/** Looks at the cluster again and again until something is so, and says how far it is. */
final class Waiting {

  private static final long LOOK_EVERY_MS = 500;

  private Waiting() {}

  /**
   * @param progress said each time it changes
   * @return the status that fulfilled it
   */
  static JsonNode until(
      ClusterAdmin cluster, Predicate<JsonNode> fulfilled, Function<JsonNode, String> progress) {
    String said = "";
    while (true) {
      JsonNode status = cluster.status();
      if (fulfilled.test(status)) {
        return status;
      }
      String now = progress.apply(status);
      if (!now.equals(said)) {
        System.err.println(now);
        said = now;
      }
      pause();
    }
  }

  /** What is still moving, in a line. */
  static String moves(JsonNode status) {
    int partitions = 0;
    int done = 0;
    for (JsonNode move : status.path("moves")) {
      partitions += move.path("partitions").asInt();
      done += move.path("done").asInt();
    }
    int moves = status.path("moves").size();
    return "%d move%s to go; %d of their %d partitions have arrived"
        .formatted(moves, moves == 1 ? "" : "s", done, partitions);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.FAILED, "interrupted; what was begun goes on");
    }
  }
}
