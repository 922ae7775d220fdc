package io.tukki.clusterconfig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the usual commands against a node, in this process. */
final class CommandTraining {

  private static final String TOPIC = "training";

  /** Enough for several batches and partitions; more would train the compiler, not the start. */
  private static final int RECORDS = 200;

  private CommandTraining() {}

  static void run(String url) throws IOException {
    Path input = Files.createTempFile("tukki-training", "");
    try {
      learnToFail();
      Files.write(input, Stream.generate(() -> "key=value").limit(RECORDS).toList());
      for (List<String> command : commands(input)) {
        run(command, url);
      }
    } finally {
      Files.delete(input);
    }
  }

  /**
   * The parser's exceptions have to be used once: classes that were loaded but never used are not
   * kept, and neither is any that mentions them, such as the parser itself.
   */
  static void learnToFail() {
    Main.run("topics", "--no-such-option");
  }

  private static List<List<String>> commands(Path input) {
    return List.of(
        List.of("topics", "create", TOPIC, "--partitions", "2"),
        List.of("produce", TOPIC, "--key-separator", "=", input.toString()),
        List.of("produce", TOPIC, "--compression", "gzip", input.toString()),
        List.of("consume", TOPIC, "--format", "%p %o %k %v\\n"),
        List.of("consume", TOPIC, "--format", "json", "--timestamp", "-1h"),
        List.of("topics", "describe", TOPIC),
        List.of("topics", "list"),
        List.of("cluster", "status"),
        List.of("topics", "delete", TOPIC));
  }

  private static void run(List<String> command, String url) {
    Stream<String> arguments = Stream.concat(command.stream(), Stream.of("--url", url));
    int exitCode = Main.run(arguments.toArray(String[]::new));
    if (exitCode != ExitCode.DONE.number()) {
      throw new CommandFailed(ExitCode.FAILED, "training failed at: " + String.join(" ", command));
    }
  }
}
