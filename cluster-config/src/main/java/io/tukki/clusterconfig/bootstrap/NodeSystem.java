package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.persistence.journal.DataDirectorySetup;
import io.tukki.persistence.log.DataDirectory;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor system of a node: made for its data directory, a cluster of one, stopped in order. */
final class NodeSystem {

  private static final Logger LOG = LoggerFactory.getLogger(NodeSystem.class);

  private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(10);

  private NodeSystem() {}

  /**
   * @throws NodeStartException if the system itself does not start
   */
  static ActorSystem<Void> create(NodeSettings settings, DataDirectory directory) {
    ActorSystemSetup setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(withAddress(settings))
                .withClassloader(NodeSystem.class.getClassLoader()),
            new DataDirectorySetup(directory));
    try {
      return ActorSystem.create(Behaviors.empty(), settings.cluster().name(), setup);
    } catch (RuntimeException e) {
      throw StartFailures.explain(e);
    }
  }

  private static Config withAddress(NodeSettings settings) {
    return settings
        .config()
        .withValue(
            "pekko.remote.artery.canonical.hostname",
            ConfigValueFactory.fromAnyRef(settings.cluster().host(), "tukki.cluster.host"))
        .withValue(
            "pekko.remote.artery.canonical.port",
            ConfigValueFactory.fromAnyRef(settings.cluster().port(), "tukki.cluster.port"));
  }

  /** Without other nodes to look for, this one is the cluster, at once. */
  static void formCluster(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  /** Ends what a failed start has left behind; nothing depends on it any more. */
  static void abandon(ActorSystem<?> system) {
    stop(system, ABANDON_TIMEOUT);
  }

  /**
   * Runs all phases of Pekko's coordinated shutdown; logs are closed in the last but one.
   *
   * @return whether that took no longer than it may
   */
  static boolean stop(ActorSystem<?> system, Duration timeout) {
    CompletionStage<Done> stopped =
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    try {
      stopped.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "The node did not stop cleanly within {}; what was acknowledged is safe.", timeout, e);
      return false;
    }
  }
}
