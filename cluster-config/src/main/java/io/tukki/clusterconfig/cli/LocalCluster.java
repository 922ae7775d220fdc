package io.tukki.clusterconfig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some nodes of one cluster on this machine, under one command; for trying things out. */
final class LocalCluster {

  private static final int HTTP_PORT = 8080;
  private static final int KAFKA_PORT = 9092;
  private static final int CLUSTER_PORT = 7300;

  /** Longer than a node gives itself. */
  private static final long STOP_TIMEOUT_MS = 25_000;

  private final int count;
  private final NodeArguments arguments;
  private final Path directory;
  private final long startedAtNanos = System.nanoTime();
  private volatile boolean stopping;

  LocalCluster(int count, NodeArguments arguments) {
    this.count = count;
    this.arguments = arguments;
    this.directory = arguments.dataDir().orElse(Path.of("data"));
  }

  /** Answers when all nodes have ended. */
  ExitCode run() {
    if (Files.exists(directory.resolve("node.properties"))) {
      throw new CommandFailed(
          ExitCode.FAILED,
          "%s is one node's data directory; name another for --nodes.".formatted(directory));
    }
    List<LocalNode> nodes = start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(nodes), "tukki-stop"));
    List<Optional<String>> urls = nodes.stream().map(LocalNode::awaitUrl).toList();
    announce(nodes, urls);
    CompletableFuture.allOf(nodes.stream().map(this::report).toArray(CompletableFuture[]::new))
        .join();
    return ExitCode.FAILED;
  }

  private List<LocalNode> start() {
    List<LocalNode> nodes = new ArrayList<>();
    try {
      for (int index = 0; index < count; index++) {
        nodes.add(LocalNode.start("node-" + (index + 1), argumentsOf(index)));
      }
      return nodes;
    } catch (IOException e) {
      stop(nodes);
      throw new CommandFailed(ExitCode.FAILED, "A node cannot be started: " + e.getMessage());
    }
  }

  private List<String> argumentsOf(int index) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--until-input-ends",
                "--data-dir",
                dataOf(index).toString(),
                "--http-port",
                port(arguments.httpPort(), HTTP_PORT, index),
                "--kafka-port",
                port(arguments.kafkaPort(), KAFKA_PORT, index),
                "--cluster-host",
                host(),
                "--cluster-port",
                clusterPort(index),
                "--seeds",
                IntStream.range(0, count)
                    .mapToObj(other -> host() + ":" + clusterPort(other))
                    .collect(Collectors.joining(",")),
                "--expected-nodes",
                Integer.toString(count)));
    arguments.config().ifPresent(file -> all.addAll(List.of("--config", file.toString())));
    arguments.rack().ifPresent(rack -> all.addAll(List.of("--rack", rack)));
    return all;
  }

  private Path dataOf(int index) {
    return directory.resolve("node-" + (index + 1));
  }

  private String host() {
    return arguments.clusterHost().orElse("127.0.0.1");
  }

  private String clusterPort(int index) {
    return port(arguments.clusterPort(), CLUSTER_PORT, index);
  }

  /** 0 stays any free port. */
  private static String port(Optional<Integer> first, int otherwise, int index) {
    int from = first.orElse(otherwise);
    return Integer.toString(from == 0 ? 0 : from + index);
  }

  private void announce(List<LocalNode> nodes, List<Optional<String>> urls) {
    long ready = urls.stream().filter(Optional::isPresent).count();
    if (ready == 0) {
      return;
    }
    System.out.printf(
        "Tukki %s: %d of %d nodes are ready in %,d ms. Ctrl-C stops them.%n%n",
        Version.number(), ready, count, (System.nanoTime() - startedAtNanos) / 1_000_000);
    System.out.flush();
    try (Output out = Output.standard()) {
      Table table = new Table("NODE", "HTTP", "CLUSTER", "DATA", "PROCESS");
      for (int index = 0; index < count; index++) {
        table.row(
            nodes.get(index).name(),
            urls.get(index).orElse("ended"),
            host() + ":" + clusterPort(index),
            dataOf(index),
            nodes.get(index).pid());
      }
      table.print(out);
    }
  }

  private CompletableFuture<Void> report(LocalNode node) {
    return node.ended()
        .thenAccept(
            code -> {
              if (!stopping) {
                System.err.printf(
                    "tukki: %s (process %d) has ended with exit code %d%n",
                    node.name(), node.pid(), code);
              }
            });
  }

  private void stop(List<LocalNode> nodes) {
    stopping = true;
    nodes.forEach(LocalNode::stop);
    try {
      for (LocalNode node : nodes) {
        node.awaitEnd(STOP_TIMEOUT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
