package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Broker;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.NodeIdentity;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running node. Thread-safe.
 *
 * <pre>{@code
 * try (TukkiNode node = TukkiNode.start(NodeSettings.builder().dataDir(path).httpPort(0).build())) {
 *   ... Producer and Consumer of io.tukki.streams work with node.system() and node.broker()
 * }
 * }</pre>
 */
public final class TukkiNode implements AutoCloseable {

  private final NodeSettings settings;
  private final DataDirectory directory;
  private final ActorSystem<Void> system;
  private final NodeParts parts;

  private TukkiNode(
      NodeSettings settings, DataDirectory directory, ActorSystem<Void> system, NodeParts parts) {
    this.settings = settings;
    this.directory = directory;
    this.system = system;
    this.parts = parts;
  }

  /**
   * Starts a node and waits until it can serve.
   *
   * @throws NodeStartException if something is in the way: the data directory is in use or damaged,
   *     a port is taken, or it takes longer than the settings allow; nothing is left running then
   */
  public static TukkiNode start(NodeSettings settings) {
    DataDirectory directory = NodeDirectory.open(settings.dataDir());
    try {
      Ports.requireFree(settings.http(), "tukki.http.port");
      ActorSystem<Void> system = NodeSystem.create(settings, directory);
      try {
        NodeParts parts =
            NodeParts.start(system, settings, directory.identity())
                .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return new TukkiNode(settings, directory, system, parts);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw abandon(system, new NodeStartException("The start was interrupted.", e));
      } catch (ExecutionException e) {
        throw abandon(system, StartFailures.explain(e));
      } catch (TimeoutException e) {
        throw abandon(
            system,
            new NodeStartException(
                "The node was not ready within tukki.start-timeout of %d s."
                    .formatted(settings.startTimeout().toSeconds())));
      }
    } catch (NodeStartException e) {
      directory.close();
      throw e;
    }
  }

  private static NodeStartException abandon(ActorSystem<Void> system, NodeStartException cause) {
    NodeSystem.abandon(system);
    return cause;
  }

  /** The broker's face, for doors of one's own. */
  public Broker broker() {
    return parts.broker();
  }

  /** For streams and actors of the application's own. */
  public ActorSystem<Void> system() {
    return system;
  }

  public NodeIdentity identity() {
    return directory.identity();
  }

  /** Where the door for HTTP is; the real port where 0 was asked for. */
  public URI httpUri() {
    return parts.httpUri();
  }

  public NodeSettings settings() {
    return settings;
  }

  /**
   * Stops cleanly: the doors let what is under way finish, entities save what they have, logs are
   * closed. Returns when all is done, or the time is up. Idempotent.
   */
  public void stop() {
    try {
      NodeSystem.stop(system, settings.shutdownTimeout());
    } finally {
      directory.close();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
