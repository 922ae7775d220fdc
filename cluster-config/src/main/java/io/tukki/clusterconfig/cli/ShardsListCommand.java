package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the shards. */
@Command(
    name = "list",
    description = "Lists shards, and where they lie and go; those with partitions.",
    sortOptions = false)
final class ShardsListCommand implements Callable<Integer> {

  @Option(names = "--all", description = "Also those without partitions.")
  private boolean all;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    Table table = new Table("SHARD", "NODES", "PARTITIONS", "MOVING TO");
    for (JsonNode shard : new ClusterAdmin(node.client()).shards().path("shards")) {
      boolean moving = shard.has("movingTo");
      if (all || moving || shard.path("partitions").asInt() > 0) {
        table.row(
            shard.path("shard").asText(),
            shard.path("replicas"),
            shard.path("partitions").asInt(),
            moving ? shard.path("movingTo") : "");
      }
    }
    try (Output out = Output.standard()) {
      table.print(out);
    }
    return ExitCode.DONE.number();
  }
}
