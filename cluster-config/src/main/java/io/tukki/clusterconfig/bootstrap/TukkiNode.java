package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Broker;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.persistence.log.NodeIdentity;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running node that holds data. Thread-safe.
 *
 * <pre>{@code
 * try (TukkiNode node = TukkiNode.start(NodeSettings.builder().dataDir(path).httpPort(0).build())) {
 *   ... Producer and Consumer of io.tukki.streams work with node.system() and node.broker()
 * }
 * }</pre>
 */
public final class TukkiNode implements AutoCloseable {

  private final NodeSettings settings;
  private final RunningSystem running;
  private final NodeParts parts;

  TukkiNode(NodeSettings settings, RunningSystem running, NodeParts parts) {
    this.settings = settings;
    this.running = running;
    this.parts = parts;
  }

  /**
   * Starts a node and waits until it can serve. One that belongs to a larger cluster waits for as
   * many others as are needed.
   *
   * @throws NodeStartException if something is in the way: the data directory is in use, damaged,
   *     or another cluster's, a port is taken, or it takes longer than the settings allow; nothing
   *     is left running then
   */
  public static TukkiNode start(NodeSettings settings) {
    return new NodeStart(settings).run();
  }

  /** The broker's face, for doors of one's own. */
  public Broker broker() {
    return parts.broker();
  }

  /** For streams and actors of the application's own. */
  public ActorSystem<Void> system() {
    return running.system();
  }

  public NodeIdentity identity() {
    return parts.identity();
  }

  /** Where the door for HTTP is; the real port where 0 was asked for. */
  public URI httpUri() {
    return parts.httpUri();
  }

  /** Where the door of Pekko Management is, if it is open. */
  public Optional<URI> managementUri() {
    return parts.managementUri();
  }

  public NodeSettings settings() {
    return settings;
  }

  /**
   * Completes when the node has ended, all of it, and says why. One that the cluster has put out
   * can be started anew with the same settings; whoever embeds it decides that.
   */
  public CompletionStage<NodeEnding> ended() {
    return running.ended();
  }

  /**
   * Stops cleanly: the doors let what is under way finish, entities save what they have, logs are
   * closed. Returns when all is done, or the time is up. Idempotent.
   */
  public void stop() {
    running.stop(settings.shutdownTimeout());
  }

  @Override
  public void close() {
    stop();
  }
}
