package io.tukki.clusterconfig.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs a node, or some on this machine. Nothing of Pekko is named in this class, since every
 * command's class is loaded for every command.
 */
@Command(
    name = "start",
    description = "Runs a node until it is stopped.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki start                                       data in ./data, HTTP on 8080",
      "  ./tukki start --nodes 3                             three nodes on this machine",
      "  ./tukki start --data-dir /var/lib/tukki --http-port 8081",
      "  ./tukki start --cluster-host n1 --cluster-port 7300 --seeds n1:7300,n2:7300,n3:7300",
      "  TUKKI_HTTP_HOST=0.0.0.0 ./tukki start               open to other machines",
      "",
      "Every setting of docs/operations.md can stand in the file of --config, or in the"
          + " environment:",
      "tukki.http.port is TUKKI_HTTP_PORT. Ctrl-C or SIGTERM stops the node cleanly."
    })
final class StartCommand implements Callable<Integer> {

  /** No exit code: the node is running, and its own threads keep the process alive. */
  static final int RUNNING = -1;

  private static final int MAX_LOCAL_NODES = 9;

  @Spec private CommandSpec spec;

  @Mixin private NodeArguments arguments;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Runs N nodes of one cluster on this machine, each a process: data below DIR, ports"
              + " counted on from those given.")
  private Optional<Integer> nodes = Optional.empty();

  /** Set by {@code --nodes} for the processes it starts: they end with it, whatever ends it. */
  @Option(names = "--until-input-ends", hidden = true)
  private boolean untilInputEnds;

  @Override
  public Integer call() {
    if (nodes.isPresent()) {
      return runLocally(nodes.get());
    }
    if (untilInputEnds) {
      InputWatch.stopAtItsEnd();
    }
    NodeProcess.start(arguments);
    return RUNNING;
  }

  private int runLocally(int count) {
    if (count < 1 || count > MAX_LOCAL_NODES) {
      throw wrong("--nodes is a number from 1 to " + MAX_LOCAL_NODES + ", not " + count);
    }
    if (!arguments.ofOneNode().isEmpty()) {
      throw wrong("--nodes says it all; leave out " + String.join(", ", arguments.ofOneNode()));
    }
    return new LocalCluster(count, arguments).run().number();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
