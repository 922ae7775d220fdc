package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.cli.client.TopicAdmin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes a topic. */
@Command(
    name = "alter",
    description = "Changes a topic: more partitions, other configuration.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki topics alter greetings --partitions 6      there can only be more of them",
      "  ./tukki topics alter greetings --config retention.ms=3600000",
      "  ./tukki topics alter greetings --unset retention.ms",
      "",
      "With more partitions, a key may go to another partition than before."
    })
final class TopicsAlterCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = {"-p", "--partitions"},
      paramLabel = "N",
      description = "How many partitions there are to be.")
  private Optional<Integer> partitions = Optional.empty();

  @Option(
      names = {"-r", "--replication-factor"},
      paramLabel = "N",
      description = "How many nodes are to hold each partition; it is copied first.")
  private Optional<Integer> replicationFactor = Optional.empty();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration value; can be repeated.")
  private Map<String, String> configs = Map.of();

  @Option(
      names = "--unset",
      paramLabel = "KEY",
      split = ",",
      description = "Goes back to the cluster's default; can be repeated.")
  private List<String> unset = List.of();

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    if (partitions.isEmpty()
        && replicationFactor.isEmpty()
        && configs.isEmpty()
        && unset.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to change: say --partitions, --replication-factor, --config or --unset");
    }
    new TopicAdmin(node.client()).alter(topic, partitions, replicationFactor, configs, unset);
    System.out.printf("Changed topic %s.%n", topic);
    return ExitCode.DONE.number();
  }
}
