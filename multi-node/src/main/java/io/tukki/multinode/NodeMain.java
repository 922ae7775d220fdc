package io.tukki.multinode;

import com.typesafe.config.ConfigValue;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * The JVM of one node: starts it, joins the conductor, and starts it again whenever it has been
 * shut down, until the conductor ends the process.
 */
final class NodeMain {

  private NodeMain() {}

  /**
   * @param arguments the node's number, how many there are, and its file of settings
   */
  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[0]);
    int nodes = Integer.parseInt(arguments[1]);
    Path file = Path.of(arguments[2]);
    // A driver that is killed cannot end its nodes.
    ProcessHandle.current().parent().ifPresent(NodeMain::endWith);
    try {
      for (int start = 1; ; start++) {
        live(number, nodes, file, start);
      }
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      // Threads of the actor system would keep the process, and the driver, waiting.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void endWith(ProcessHandle driver) {
    var unused = driver.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
  }

  private static void live(int number, int nodes, Path file, int start) throws Exception {
    NodeSettingsBuilder settings = NodeSettings.builder().file(file);
    for (Map.Entry<String, ConfigValue> entry : Roles.settings().entrySet()) {
      settings.with(entry.getKey(), entry.getValue().unwrapped());
    }
    TukkiNode node = TukkiNode.start(settings.build());
    Participant participant =
        new Participant(Roles.node(number), Adapter.toClassic(node.system()), nodes);
    if (start == 1) {
      participant.enterBarrier(Nodes.UP);
    }
    node.system().getWhenTerminated().toCompletableFuture().get();
    node.stop();
  }
}
