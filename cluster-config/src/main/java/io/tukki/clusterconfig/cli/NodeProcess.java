package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.bootstrap.NodeStartException;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import io.tukki.clusterconfig.settings.SettingsException;
import java.lang.management.ManagementFactory;

/** A node as a process of its own. */
final class NodeProcess {

  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  private NodeProcess() {}

  /** Answers once the node is ready; it then runs on by itself. */
  static void start(NodeArguments arguments) {
    logAsAProcess();
    NodeSettings settings = settings(arguments);
    try {
      TukkiNode node = TukkiNode.start(settings);
      announce(node);
      NodeKeeper.keep(node);
    } catch (NodeStartException e) {
      throw new CommandFailed(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** Before the first logger is made. A file that the operator names wins. */
  static void logAsAProcess() {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "logback-tukki.xml");
    }
  }

  private static NodeSettings settings(NodeArguments arguments) {
    NodeSettingsBuilder builder = NodeSettings.builder().ownProcess();
    arguments.config().ifPresent(builder::file);
    arguments.settings().forEach(builder::with);
    try {
      return builder.build();
    } catch (SettingsException e) {
      throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static void announce(TukkiNode node) {
    long startedAtMs = ManagementFactory.getRuntimeMXBean().getStartTime();
    System.out.printf(
        """
        Tukki %s is ready in %,d ms. Ctrl-C stops it.
          HTTP   %s
          Kafka  nothing listens on port %d: that door is not built yet
          Data   %s (cluster %s, node %s)
        """,
        Version.number(),
        System.currentTimeMillis() - startedAtMs,
        node.httpUri(),
        node.settings().kafka().port(),
        node.settings().dataDir().toAbsolutePath().normalize(),
        node.identity().clusterId(),
        node.identity().nodeId());
    System.out.flush();
  }
}
