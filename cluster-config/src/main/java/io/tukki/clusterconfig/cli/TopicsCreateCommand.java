package io.tukki.clusterconfig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.clusterconfig.cli.client.TopicAdmin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a topic. */
@Command(
    name = "create",
    description = "Creates a topic.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki topics create greetings",
      "  ./tukki topics create packages --partitions 6",
      "  ./tukki topics create clicks --config retention.ms=86400000 --config"
          + " segment.bytes=67108864",
      "",
      "Configuration keys are Kafka's: retention.ms, retention.bytes, segment.bytes, segment.ms,",
      "max.message.bytes, min.insync.replicas, message.timestamp.type, compression.type,"
          + " cleanup.policy."
    })
final class TopicsCreateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "TOPIC",
      description = "Its name: letters, digits, '.', '_' and '-', at most 249.")
  private String topic;

  @Option(
      names = {"-p", "--partitions"},
      paramLabel = "N",
      description = "How many partitions; the cluster's default where absent.")
  private Optional<Integer> partitions = Optional.empty();

  @Option(
      names = {"-r", "--replication-factor"},
      paramLabel = "N",
      description = "How many nodes hold each partition; the cluster's default where absent.")
  private Optional<Integer> replicationFactor = Optional.empty();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A configuration value; can be repeated.")
  private Map<String, String> configs = Map.of();

  @Mixin private NodeOptions node;

  @Override
  public Integer call() {
    JsonNode created =
        new TopicAdmin(node.client()).create(topic, partitions, replicationFactor, configs);
    int count = created.path("partitions").asInt();
    System.out.printf(
        "Created topic %s with %d partition%s.%n", topic, count, count == 1 ? "" : "s");
    return ExitCode.DONE.number();
  }
}
