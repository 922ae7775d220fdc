package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node out of the cluster. */
@Command(
    name = "decommission",
    description = "Copies what a node holds to others, and strikes it from the cluster.",
    sortOptions = false,
    footer = {
      "",
      "The node can be stopped afterwards. It does not come back: give the machine an empty",
      "data directory to take it in again. Until it is done, 'nodes resume' calls it off."
    })
final class NodesDecommissionCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NODE", description = "The node's number.")
  private int number;

  @Option(names = "--no-wait", description = "Returns as soon as it is decided.")
  private boolean noWait;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    ClusterAdmin cluster = new ClusterAdmin(node.client());
    cluster.decommission(number);
    if (noWait) {
      System.out.printf("Node %d is being decommissioned.%n", number);
    } else {
      Waiting.until(
          cluster, status -> ClusterAdmin.nodeIn(status, number).isEmpty(), Waiting::moves);
      System.out.printf("Node %d is none of the cluster's any more; it can be stopped.%n", number);
    }
    return ExitCode.DONE.number();
  }
}
