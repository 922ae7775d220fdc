package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Spreads shards evenly. */
@Command(
    name = "balance",
    description = "Spreads replicas and leaders evenly, after nodes have joined, say.",
    sortOptions = false)
final class ShardsBalanceCommand implements Callable<Integer> {

  @Option(names = "--leaders-only", description = "Copies nothing.")
  private boolean leadersOnly;

  @Option(names = "--no-wait", description = "Returns as soon as it is decided.")
  private boolean noWait;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    ClusterAdmin cluster = new ClusterAdmin(node.client());
    JsonNode plan = cluster.balance(leadersOnly);
    System.out.printf(
        "%d shards get other nodes, %d another leader or order.%n",
        plan.path("moves").size(), plan.path("reordered").size());
    if (!noWait && !plan.path("moves").isEmpty()) {
      Waiting.until(cluster, status -> status.path("moves").isEmpty(), Waiting::moves);
      System.out.println("All have arrived.");
    }
    return ExitCode.DONE.number();
  }
}
