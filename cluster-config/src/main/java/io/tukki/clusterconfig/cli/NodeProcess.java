package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import io.tukki.clusterconfig.settings.SettingsException;
import java.nio.file.Path;
import java.util.Optional;

/** A node as a process of its own. */
final class NodeProcess {

  private NodeProcess() {}

  /** Answers once the node is ready. */
  static void start(
      Optional<Path> dataDir,
      Optional<Integer> httpPort,
      Optional<Integer> kafkaPort,
      Optional<Path> config) {
    settings(dataDir, httpPort, kafkaPort, config);
  }

  private static NodeSettings settings(
      Optional<Path> dataDir,
      Optional<Integer> httpPort,
      Optional<Integer> kafkaPort,
      Optional<Path> config) {
    NodeSettingsBuilder builder = NodeSettings.builder();
    config.ifPresent(builder::file);
    dataDir.ifPresent(builder::dataDir);
    httpPort.ifPresent(builder::httpPort);
    kafkaPort.ifPresent(builder::kafkaPort);
    try {
      return builder.build();
    } catch (SettingsException e) {
      throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
