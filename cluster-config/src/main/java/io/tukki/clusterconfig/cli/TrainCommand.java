package io.tukki.clusterconfig.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Does once what nodes and commands do, so that the launcher can keep the classes for later starts.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs a node and commands for a moment, on a directory of its own.")
final class TrainCommand implements Callable<Integer> {

  @Override
  public Integer call() throws Exception {
    TrainingRun.run();
    return ExitCode.DONE.number();
  }
}
