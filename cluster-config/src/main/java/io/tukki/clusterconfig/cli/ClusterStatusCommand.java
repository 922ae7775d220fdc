package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.NodeClient;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the cluster as the node that is asked knows it. */
@Command(
    name = "status",
    description = "Shows the cluster: its nodes, how replication fares, what moves.",
    sortOptions = false,
    footer = {"", "Exit code 1 says that the node answers but is not ready."})
final class ClusterStatusCommand implements Callable<Integer> {

  @Option(names = "--json", description = "As the node says it, in JSON.")
  private boolean json;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    NodeClient client = node.client();
    JsonNode cluster = client.get("/v1/cluster");
    NodeClient.Readiness readiness = client.readiness();
    try (Output out = Output.standard()) {
      if (json) {
        out.line(cluster.toPrettyString());
      } else {
        print(cluster, readiness, out);
      }
    }
    return (readiness.ready() ? ExitCode.DONE : ExitCode.FAILED).number();
  }

  private static void print(JsonNode cluster, NodeClient.Readiness readiness, Output out) {
    out.line(
        "Cluster %s, topics: %d, metadata version %d; this node is %s"
            .formatted(
                cluster.path("clusterId").asText(),
                cluster.path("topics").asInt(),
                cluster.path("version").asLong(),
                readiness.ready() ? "ready" : "not ready: " + readiness.reasons()));
    JsonNode replication = cluster.path("replication");
    out.line(
        "Under-replicated partitions: %d, offline: %d; controller on node %s"
            .formatted(
                replication.path("underReplicatedPartitions").asInt(),
                replication.path("offlinePartitions").asInt(),
                cluster.path("controller").asText("?")));
    if (replication.path("committedMayBeLost").asInt() > 0) {
      out.line(
          "Partitions that may lack records that were acknowledged: "
              + replication.path("committedMayBeLost").asInt());
    }
    if (!replication.path("unknown").isEmpty()) {
      out.line("No answer from nodes " + replication.path("unknown") + ": more may be amiss");
    }
    out.line("");
    NodesTable.of(cluster).print(out);
    followers(cluster, out);
    troubles(replication, out);
    moves(cluster, out);
    uncleanElections(cluster, out);
  }

  private static void uncleanElections(JsonNode cluster, Output out) {
    if (cluster.path("uncleanElections").isEmpty()) {
      return;
    }
    out.line("");
    Table table = new Table("UNCLEAN ELECTION", "NODE", "LOGS", "BY");
    for (JsonNode election : cluster.path("uncleanElections")) {
      table.row(
          Instant.ofEpochMilli(election.path("timestamp").asLong()),
          election.path("node").asInt(),
          election.path("logs").size(),
          election.path("by").asText());
    }
    table.print(out);
  }

  private static void followers(JsonNode cluster, Output out) {
    Table table = new Table("LEADER", "FOLLOWER", "PARTITIONS", "BEHIND IN", "RECORDS");
    boolean behind = false;
    for (JsonNode leader : cluster.path("nodes")) {
      for (JsonNode lag : leader.path("replicas").path("followers")) {
        behind |= lag.path("behind").asInt() > 0;
        table.row(
            leader.path("id").asInt(),
            lag.path("node").asInt(),
            lag.path("partitions").asInt(),
            lag.path("behind").asInt(),
            lag.path("records").asLong());
      }
    }
    if (behind) {
      out.line("");
      table.print(out);
    }
  }

  private static void troubles(JsonNode replication, Output out) {
    if (replication.path("troubles").isEmpty()) {
      return;
    }
    out.line("");
    Table table = new Table("TOPIC", "PARTITION", "TROUBLE", "MISSING");
    for (JsonNode trouble : replication.path("troubles")) {
      table.row(
          trouble.path("topic").asText(),
          trouble.path("partition").asInt(),
          trouble.path("trouble").asText(),
          trouble.path("missing"));
    }
    table.print(out);
  }

  private static void moves(JsonNode cluster, Output out) {
    if (cluster.path("moves").isEmpty()) {
      return;
    }
    out.line("");
    Table table = new Table("MOVING", "FROM", "TO", "STATE", "ARRIVED");
    for (JsonNode move : cluster.path("moves")) {
      table.row(
          move.path("what").asText(),
          move.has("from") ? move.path("from") : "",
          move.has("to") ? move.path("to") : "",
          move.path("state").asText(),
          move.path("done").asInt() + " of " + move.path("partitions").asInt());
    }
    table.print(out);
  }
}
