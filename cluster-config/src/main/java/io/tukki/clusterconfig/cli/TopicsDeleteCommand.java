package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.TopicAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a topic. */
@Command(
    name = "delete",
    description = "Deletes a topic and all its records, at once and for good.",
    sortOptions = false)
final class TopicsDeleteCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    new TopicAdmin(node.client()).delete(topic);
    System.out.printf("Deleted topic %s.%n", topic);
    return ExitCode.DONE.number();
  }
}
