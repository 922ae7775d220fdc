package io.tukki.clusterconfig.cli;

import io.tukki.clusterconfig.bootstrap.NodeEnding;
import io.tukki.clusterconfig.bootstrap.NodeStartException;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the process's node again when the cluster has put it out: a node that was cut off, or that
 * was alone with a minority, comes back by itself as soon as there is a majority again. Within the
 * process, so that it does not depend on who watches over that; where a start fails, the process
 * ends and whoever watches has to decide.
 */
final class NodeKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(NodeKeeper.class);

  /** A node that is put out again at once must not keep the others busy with its comings. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private NodeKeeper() {}

  /** Answers at once. The thread keeps the process alive while there is no actor system. */
  static void keep(TukkiNode node) {
    Thread.ofPlatform().name("tukki-keeper").daemon(false).start(() -> watch(node));
  }

  private static void watch(TukkiNode first) {
    TukkiNode node = first;
    while (true) {
      switch (node.ended().toCompletableFuture().join()) {
        case NodeEnding.Stopped() -> {
          return;
        }
        case NodeEnding.PutOut(var because) -> {
          LOG.warn("this node has left the cluster and starts again: {}", because);
          LockSupport.parkNanos(PAUSE.toNanos());
          try {
            node = TukkiNode.start(node.settings());
            LOG.info("this node is back, as node {}", node.identity().nodeId());
          } catch (NodeStartException e) {
            System.err.println("tukki: " + e.getMessage());
            System.exit(ExitCode.FAILED.number());
          }
        }
      }
    }
  }
}
