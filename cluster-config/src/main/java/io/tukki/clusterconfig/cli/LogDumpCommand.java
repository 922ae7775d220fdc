package io.tukki.clusterconfig.cli;

import io.tukki.core.log.LogOfflineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what lies in the segments of a data directory, and checks it. */
@Command(
    name = "dump",
    description = "Shows the logs of a data directory, without a node, and verifies each batch.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./tukki log dump                           every log: segments, batches, whether it is"
          + " sound",
      "  ./tukki log dump controller                each batch of one log",
      "  ./tukki log dump PxOZ_2SAQqucIHzXxp8P6Q-0 --records    and each record in them",
      "",
      "A partition's log is called after its topic's id, which 'topics describe' shows. Nothing is",
      "changed. Of a log that a running node writes to, the end may look torn.",
      "Exit code 1 says that something is damaged."
    })
final class LogDumpCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "LOG",
      arity = "0..*",
      description = "Logs to show in full: their names, or parts of them.")
  private List<String> names = List.of();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:TUKKI_DATA_DIR:-data}",
      description = "The data directory (default: data).")
  private Path dataDir;

  @Option(names = "--records", description = "Also each record, as JSON.")
  private boolean records;

  @Override
  public Integer call() {
    try (Output out = Output.standard()) {
      LogDump dump = new LogDump(out, records);
      boolean sound = true;
      for (Path log : chosen()) {
        sound &= names.isEmpty() ? dump.summarize(log) : dump.show(log);
      }
      return (sound ? ExitCode.DONE : ExitCode.FAILED).number();
    } catch (IOException | LogOfflineException e) {
      throw new CommandFailed(ExitCode.FAILED, "cannot be read: " + e.getMessage());
    }
  }

  private List<Path> chosen() throws IOException {
    Path logs = dataDir.resolve("logs");
    if (!Files.isDirectory(logs)) {
      throw new CommandFailed(ExitCode.FAILED, dataDir + " is no data directory of Tukki's");
    }
    List<Path> chosen = new ArrayList<>();
    try (Stream<Path> all = Files.list(logs)) {
      all.filter(Files::isDirectory).filter(this::isChosen).sorted().forEach(chosen::add);
    }
    if (chosen.isEmpty() && !names.isEmpty()) {
      throw new CommandFailed(
          ExitCode.FAILED, "there is no log " + String.join(", ", names) + " in " + dataDir);
    }
    return chosen;
  }

  private boolean isChosen(Path log) {
    String name = log.getFileName().toString();
    return names.isEmpty() || names.stream().anyMatch(name::contains);
  }
}
