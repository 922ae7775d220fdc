package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a shard on other nodes. */
@Command(
    name = "move",
    description = "Puts a shard on other nodes, the preferred leader first.",
    sortOptions = false,
    footer = {"", "Example:", "  ./tukki shards move r3-17 --to 2,3,5"})
final class ShardsMoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SHARD", description = "The shard, as in r3-17.")
  private String shard;

  @Option(
      names = "--to",
      paramLabel = "NODE",
      split = ",",
      required = true,
      description = "The nodes, as many as its replication factor.")
  private List<Integer> nodes = List.of();

  @Option(
      names = "--instead",
      description = "Takes the place of a move that is under way; naming where it lies ends that.")
  private boolean instead;

  @Option(names = "--no-wait", description = "Returns as soon as it is decided.")
  private boolean noWait;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    ClusterAdmin cluster = new ClusterAdmin(node.client());
    cluster.move(shard, nodes, instead);
    if (!noWait) {
      Waiting.until(cluster, status -> !isMoving(status), Waiting::moves);
    }
    System.out.printf(
        noWait ? "Shard %s is moving to %s.%n" : "Shard %s lies on %s.%n", shard, nodes);
    return ExitCode.DONE.number();
  }

  private boolean isMoving(JsonNode status) {
    for (JsonNode move : status.path("moves")) {
      if (move.path("what").asText().equals(shard)) {
        return true;
      }
    }
    return false;
  }
}
