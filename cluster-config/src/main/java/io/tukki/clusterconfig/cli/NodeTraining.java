package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts a node on a directory of its own, lets commands use it, stops it, and starts it again. */
final class NodeTraining {

  private static final long COMMANDS_TIMEOUT_SECONDS = 60;
  private static final String CACHE_OUTPUT = "-XX:AOTCacheOutput=";

  private NodeTraining() {}

  static void run(Path clientCache) throws IOException, InterruptedException {
    NodeProcess.logAsAProcess();
    CommandTraining.learnToFail();
    Path temporary = Files.createTempDirectory("tukki-training");
    try {
      NodeSettings settings =
          NodeSettings.builder().dataDir(temporary.resolve("data")).httpPort(0).build();
      try (TukkiNode node = TukkiNode.start(settings)) {
        runCommands(node.httpUri(), clientCache);
      }
      // What there is now is recovered, which is another way through the code.
      TukkiNode.start(settings).stop();
    } finally {
      delete(temporary);
    }
  }

  /** In a JVM like this one, so that the cache fits those to come. */
  private static void runCommands(URI node, Path clientCache)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith(CACHE_OUTPUT))
        .forEach(command::add);
    command.add(CACHE_OUTPUT + clientCache);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "train", "--commands", node.toString()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(COMMANDS_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != ExitCode.DONE.number()) {
      throw new CommandFailed(ExitCode.FAILED, "the commands' training failed");
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
