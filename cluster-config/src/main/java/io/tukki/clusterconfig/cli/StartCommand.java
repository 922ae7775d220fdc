package io.tukki.clusterconfig.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a node. Nothing of Pekko is named in this class, since every command's class is loaded for
 * every command.
 */
@Command(
    name = "start",
    description = "Runs a node until it is stopped.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki start                                       data in ./data, HTTP on 8080",
      "  ./tukki start --data-dir /var/lib/tukki --http-port 8081",
      "  TUKKI_HTTP_HOST=0.0.0.0 ./tukki start               open to other machines",
      "",
      "Every setting of docs/operations.md can stand in the file of --config, or in the"
          + " environment:",
      "tukki.http.port is TUKKI_HTTP_PORT. Ctrl-C or SIGTERM stops the node cleanly."
    })
final class StartCommand implements Callable<Integer> {

  /** No exit code: the node is running, and its own threads keep the process alive. */
  static final int RUNNING = -1;

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

  @Option(names = "--config", paramLabel = "FILE", description = "A file of settings, in HOCON.")
  private Optional<Path> config = Optional.empty();

  @Override
  public Integer call() {
    NodeProcess.start(dataDir, httpPort, kafkaPort, config);
    return RUNNING;
  }
}
