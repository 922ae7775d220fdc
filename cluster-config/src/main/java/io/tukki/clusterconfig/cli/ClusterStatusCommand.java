package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.NodeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the cluster as the node that is asked knows it. */
@Command(
    name = "status",
    description = "Shows the cluster: its nodes, and whether the one that is asked is ready.",
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
    out.line("");
    Table table = new Table("NODE", "DOORS");
    for (JsonNode member : cluster.path("nodes")) {
      List<String> doors = new ArrayList<>();
      for (Map.Entry<String, JsonNode> door : member.path("endpoints").properties()) {
        doors.add(
            "%s %s:%d"
                .formatted(
                    door.getKey(),
                    door.getValue().path("host").asText(),
                    door.getValue().path("port").asInt()));
      }
      table.row(member.path("id").asInt(), String.join(", ", doors));
    }
    table.print(out);
  }
}
