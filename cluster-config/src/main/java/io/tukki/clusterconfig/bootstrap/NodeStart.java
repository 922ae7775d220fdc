package io.tukki.clusterconfig.bootstrap;

import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.persistence.journal.ReplicationSetup;
import io.tukki.persistence.log.LockedDirectory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a data node, repeated where the node itself finds that it must begin anew. */
final class NodeStart {

  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);

  private final NodeSettings settings;
  private final long deadlineNanos;

  NodeStart(NodeSettings settings) {
    this.settings = settings;
    this.deadlineNanos = System.nanoTime() + settings.startTimeout().toNanos();
  }

  TukkiNode run() {
    if (settings.node().role() == NodeSettings.Role.CLIENT) {
      throw new NodeStartException(
          "tukki.node.role is client: such a node is part of an application, which starts it with"
              + " TukkiClient.connect (docs/streams.md).");
    }
    while (true) {
      try {
        return attempt();
      } catch (StartOverException e) {
        LOG.info("starting over: {}", e.getMessage());
      }
    }
  }

  private TukkiNode attempt() {
    LockedDirectory directory = NodeDirectory.lock(settings.dataDir());
    boolean started = false;
    try {
      Ports.requireFree(settings.http(), "tukki.http.port");
      settings
          .management()
          .ifPresent(door -> Ports.requireFree(door.door(), "tukki.management.port"));
      TukkiNode node = start(directory);
      started = true;
      return node;
    } finally {
      if (!started) {
        directory.close();
      }
    }
  }

  private TukkiNode start(LockedDirectory directory) {
    ReplicationSetup storage = new ReplicationSetup();
    ManagementDoor management = new ManagementDoor(settings);
    ActorSystem<Void> system = NodeSystem.create(settings, storage, management.readiness());
    boolean started = false;
    try {
      NodeParts parts = await(system, directory, storage, management);
      RunningSystem running = new RunningSystem(system, directory::close);
      var unused = parts.entrance().startOver().thenAccept(running::leave);
      started = true;
      return new TukkiNode(settings, running, parts);
    } finally {
      if (!started) {
        NodeSystem.abandon(system);
      }
    }
  }

  private NodeParts await(
      ActorSystem<Void> system,
      LockedDirectory directory,
      ReplicationSetup storage,
      ManagementDoor management) {
    try {
      long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
      return EndedMeanwhile.orFailed(
              system, NodeParts.start(system, settings, directory, storage, management))
          .get(leftNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeStartException("The start was interrupted.", e);
    } catch (ExecutionException e) {
      throw StartFailures.explain(e);
    } catch (TimeoutException e) {
      throw new NodeStartException(
          "The node was not ready within tukki.start-timeout of %d s."
              .formatted(settings.startTimeout().toSeconds()));
    }
  }
}
