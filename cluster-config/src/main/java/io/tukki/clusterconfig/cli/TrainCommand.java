package io.tukki.clusterconfig.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does once what nodes do, or what commands do, so that the JVM can keep what it loaded for later
 * starts. The launcher calls it. Commands have a cache of their own: a JVM that opens a node's
 * loads ten thousand classes at once, which takes longer than most commands.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs a node, or commands, for a moment, so that later ones start faster.")
final class TrainCommand implements Callable<Integer> {

  @ArgGroup(multiplicity = "1")
  private Role role = new Role();

  /** One of these. */
  static final class Role {
    @Option(
        names = "--node",
        paramLabel = "CLIENT_CACHE",
        description = "Trains a node; commands that use it write their cache to this file.")
    private Optional<Path> clientCache = Optional.empty();

    @Option(
        names = "--commands",
        paramLabel = "URL",
        description = "Trains commands on the node at this address.")
    private Optional<String> url = Optional.empty();
  }

  @Override
  public Integer call() throws Exception {
    if (role.clientCache.isPresent()) {
      NodeTraining.run(role.clientCache.get());
    } else {
      CommandTraining.run(role.url.orElseThrow());
    }
    return ExitCode.DONE.number();
  }
}
