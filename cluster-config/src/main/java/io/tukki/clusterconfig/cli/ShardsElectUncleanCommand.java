package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has what is left go on without what is lost. */
@Command(
    name = "elect-unclean",
    description = {
      "Has the replicas of the node at --url lead alone where the majority of a log's replicas is"
          + " lost for good. What was acknowledged and is not on this node is LOST.",
      "",
      "For the day on which two nodes of three are destroyed, and not merely down: as long as one"
          + " of them may come back with its disk, start it instead, and nothing is lost. Nothing"
          + " but this command ever does this; no log is touched that still has a majority"
          + " without the lost nodes.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Says at which offset each log goes on: records at that offset or beyond that were",
      "acknowledged are lost, and other records will have those offsets. A lost node that comes",
      "back all the same follows and gives up what it had more. Who did this, when, and to which",
      "logs is recorded in the controller's log and shown by 'cluster status'.",
      "",
      "Afterwards, add nodes, and decommission those that are lost.",
      "",
      "Example, where nodes 2 and 3 are destroyed and node 1 answers at --url:",
      "  ./tukki shards elect-unclean --lost 2,3 --accept-data-loss --by 'Ada, ticket 4711'"
    })
final class ShardsElectUncleanCommand implements Callable<Integer> {

  @Option(
      names = "--lost",
      paramLabel = "NODE",
      split = ",",
      required = true,
      description = "The nodes that will never come back; refused where one of them is here.")
  private List<Integer> lost = List.of();

  @SuppressWarnings("UnusedVariable") // Required, so that it is always true.
  @Option(
      names = "--accept-data-loss",
      required = true,
      description = "Required: says that acknowledged records may be lost by this.")
  private boolean acceptDataLoss;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "Who decides this and why, for the record. Default: this system's user.")
  private String by = System.getProperty("user.name", "somebody");

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    JsonNode done = new ClusterAdmin(node.client()).electUnclean(lost, acceptDataLoss, by);
    try (Output out = Output.standard()) {
      print(done, out);
    }
    return (done.path("failed").isEmpty() && done.path("recorded").asBoolean()
            ? ExitCode.DONE
            : ExitCode.FAILED)
        .number();
  }

  private static void print(JsonNode done, Output out) {
    if (done.path("logs").isEmpty() && done.path("failed").isEmpty()) {
      out.line("Nothing to do: every log here has a majority without those nodes.");
      return;
    }
    out.line(
        "Node %d leads these alone. What was acknowledged at these offsets or beyond is lost:"
            .formatted(done.path("node").asInt()));
    out.line("");
    Table table = new Table("TOPIC", "PARTITION", "GOES ON AT OFFSET");
    for (JsonNode log : done.path("logs")) {
      table.row(
          log.has("topic") ? log.path("topic").asText() : "(" + log.path("log").asText() + ")",
          log.has("partition") ? log.path("partition").asInt() : "",
          log.path("endOffset").asLong());
    }
    table.print(out);
    for (JsonNode failed : done.path("failed")) {
      out.line(
          "Not done: %s: %s"
              .formatted(failed.path("log").asText(), failed.path("reason").asText()));
    }
    if (!done.path("recorded").asBoolean()) {
      out.line("The controller did not answer in time, so this is not recorded in its log.");
    }
  }
}
