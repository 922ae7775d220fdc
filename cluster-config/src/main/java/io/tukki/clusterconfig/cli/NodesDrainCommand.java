package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has others do what a node does. */
@Command(
    name = "drain",
    description = "Has others lead what a node leads, so that it can be restarted unnoticed.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki nodes drain 2            then restart it, then: ./tukki nodes resume 2",
      "  ./tukki nodes drain 2 --replicas to change its disks: it holds nothing afterwards"
    })
final class NodesDrainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NODE", description = "The node's number.")
  private int number;

  @Option(names = "--replicas", description = "It is to hold nothing either; that is copied.")
  private boolean replicasToo;

  @Option(names = "--no-wait", description = "Returns as soon as it is decided.")
  private boolean noWait;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    ClusterAdmin cluster = new ClusterAdmin(node.client());
    cluster.drain(number, replicasToo);
    if (!noWait) {
      Waiting.until(cluster, this::isDrained, this::progress);
    }
    System.out.printf(noWait ? "Node %d is being drained.%n" : "Node %d is drained.%n", number);
    return ExitCode.DONE.number();
  }

  private boolean isDrained(JsonNode status) {
    JsonNode replicas = replicas(status);
    boolean leadsNothing = replicas.isObject() && replicas.path("leads").asInt() == 0;
    return leadsNothing && (!replicasToo || status.path("moves").isEmpty());
  }

  private String progress(JsonNode status) {
    String moves = replicasToo ? "; " + Waiting.moves(status) : "";
    return "node %d leads %s partitions%s"
        .formatted(number, replicas(status).path("leads").asText("an unknown number of"), moves);
  }

  private JsonNode replicas(JsonNode status) {
    return ClusterAdmin.nodeIn(status, number).orElse(status).path("replicas");
  }
}
