package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.ClusterAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends what drain and decommission began. */
@Command(
    name = "resume",
    description = "Has a node do again what is its to do, after it was drained.",
    sortOptions = false)
final class NodesResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NODE", description = "The node's number.")
  private int number;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    new ClusterAdmin(node.client()).resume(number);
    System.out.printf("Node %d is back.%n", number);
    return ExitCode.DONE.number();
  }
}
