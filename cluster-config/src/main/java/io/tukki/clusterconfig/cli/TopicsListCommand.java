package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.TopicAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the topics. */
@Command(name = "list", description = "Lists the topics.", sortOptions = false)
final class TopicsListCommand implements Callable<Integer> {

  @Option(names = "--names", description = "Names alone, one to a line.")
  private boolean namesOnly;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    Table table = new Table("TOPIC", "PARTITIONS", "REPLICAS", "ID");
    try (Output out = Output.standard()) {
      for (JsonNode topic : new TopicAdmin(node.client()).list()) {
        String name = topic.path("name").asText();
        if (namesOnly) {
          out.line(name);
        } else {
          table.row(
              name,
              topic.path("partitions").asInt(),
              topic.path("replicationFactor").asInt(),
              topic.path("id").asText());
        }
      }
      if (!namesOnly) {
        table.print(out);
      }
    }
    return ExitCode.DONE.number();
  }
}
