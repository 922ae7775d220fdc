package io.tukki.clusterconfig.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code start} can be told about a node. */
final class NodeArguments {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything is kept; made where it is missing (default: data).")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "The port for HTTP; 0 takes any free one (default: 8080).")
  private Optional<Integer> httpPort = Optional.empty();

  @Option(
      names = "--kafka-port",
      paramLabel = "N",
      description = "The port for Kafka clients (default: 9092). Nothing listens there yet.")
  private Optional<Integer> kafkaPort = Optional.empty();

  @Option(
      names = "--cluster-host",
      paramLabel = "HOST",
      description = "Where other nodes reach this one (default: 127.0.0.1).")
  private Optional<String> clusterHost = Optional.empty();

  @Option(
      names = "--cluster-port",
      paramLabel = "N",
      description = "The port for other nodes; 0 takes any free one (default: 0).")
  private Optional<Integer> clusterPort = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "HOST:PORT,...",
      description = "The cluster ports of all nodes, this one included (default: none).")
  private Optional<String> seeds = Optional.empty();

  @Option(
      names = "--expected-nodes",
      paramLabel = "N",
      description = "How many new nodes form a new cluster (default: as many as seeds).")
  private Optional<Integer> expectedNodes = Optional.empty();

  @Option(
      names = "--rack",
      paramLabel = "NAME",
      description = "What the node shares a fate with; replicas lie in different ones.")
  private Optional<String> rack = Optional.empty();

  @Option(names = "--config", paramLabel = "FILE", description = "A file of settings, in HOCON.")
  private Optional<Path> config = Optional.empty();

  Optional<Path> config() {
    return config;
  }

  Optional<Path> dataDir() {
    return dataDir;
  }

  Optional<Integer> httpPort() {
    return httpPort;
  }

  Optional<Integer> kafkaPort() {
    return kafkaPort;
  }

  Optional<Integer> clusterPort() {
    return clusterPort;
  }

  Optional<String> rack() {
    return rack;
  }

  Optional<String> clusterHost() {
    return clusterHost;
  }

  /** The options that make no sense for several nodes at once, as far as they were given. */
  List<String> ofOneNode() {
    List<String> given = new ArrayList<>();
    seeds.ifPresent(value -> given.add("--seeds"));
    expectedNodes.ifPresent(value -> given.add("--expected-nodes"));
    return given;
  }

  /** By setting. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    dataDir.ifPresent(value -> settings.put("tukki.data-dir", value.toString()));
    httpPort.ifPresent(value -> settings.put("tukki.http.port", value));
    kafkaPort.ifPresent(value -> settings.put("tukki.kafka.port", value));
    clusterHost.ifPresent(value -> settings.put("tukki.cluster.host", value));
    clusterPort.ifPresent(value -> settings.put("tukki.cluster.port", value));
    seeds.ifPresent(value -> settings.put("tukki.cluster.seeds", value));
    expectedNodes.ifPresent(value -> settings.put("tukki.cluster.expected-nodes", value));
    rack.ifPresent(value -> settings.put("tukki.node.rack", value));
    return settings;
  }
}
