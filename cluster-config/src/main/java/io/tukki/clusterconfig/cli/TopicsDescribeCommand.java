package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.TopicAdmin;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one topic: its configuration, and what each partition holds. */
@Command(
    name = "describe",
    description = "Shows a topic: its configuration, and what each partition holds.",
    sortOptions = false)
final class TopicsDescribeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(names = "--all", description = "Also configuration that was not set for this topic.")
  private boolean all;

  @Option(names = "--json", description = "As the node says it, in JSON.")
  private boolean json;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    JsonNode description = new TopicAdmin(node.client()).describe(topic);
    try (Output out = Output.standard()) {
      if (json) {
        out.line(description.toPrettyString());
      } else {
        print(description, out);
      }
    }
    return ExitCode.DONE.number();
  }

  private void print(JsonNode description, Output out) {
    out.line(
        "Topic %s (id %s), replication factor %d"
            .formatted(
                description.path("name").asText(),
                description.path("id").asText(),
                description.path("replicationFactor").asInt()));
    for (Map.Entry<String, JsonNode> config : description.path("configs").properties()) {
      boolean own = config.getValue().path("source").asText().equals("topic");
      if (own || all) {
        out.line(
            "  %s = %s%s"
                .formatted(
                    config.getKey(),
                    config.getValue().path("value").asText(),
                    own ? "" : "  (default)"));
      }
    }
    out.line("");
    partitions(description.path("partitions")).print(out);
  }

  private static Table partitions(JsonNode partitions) {
    Table table = new Table("PARTITION", "REPLICAS", "EPOCH", "FROM", "TO", "RECORDS", "SIZE");
    for (JsonNode partition : partitions) {
      JsonNode bounds = partition.path("bounds");
      String replicas = partition.path("replicas").toString();
      if (bounds.isObject()) {
        long from = bounds.path("logStartOffset").asLong();
        long to = bounds.path("highWatermark").asLong();
        table.row(
            partition.path("partition").asInt(),
            replicas,
            bounds.path("leaderEpoch").asInt(),
            from,
            to,
            "%,d".formatted(to - from),
            Progress.size(bounds.path("sizeBytes").asLong()));
      } else {
        String why = partition.path("error").path("detail").asText("unknown");
        table.row(partition.path("partition").asInt(), replicas, "?", "?", "?", "?", why);
      }
    }
    return table;
  }
}
