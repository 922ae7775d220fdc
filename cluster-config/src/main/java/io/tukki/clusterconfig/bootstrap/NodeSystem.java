package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.tukki.actors.membership.downing.ClientDetector;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor system of a node: made from its settings, stopped in order. */
final class NodeSystem {

  private static final Logger LOG = LoggerFactory.getLogger(NodeSystem.class);

  private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(10);

  private NodeSystem() {}

  /**
   * @throws NodeStartException if the system itself does not start
   */
  static ActorSystem<Void> create(NodeSettings settings, Setup... setups) {
    List<Setup> all = new ArrayList<>(List.of(setups));
    all.add(
        BootstrapSetup.create(withAddress(settings))
            .withClassloader(NodeSystem.class.getClassLoader()));
    settings
        .cluster()
        .tls()
        .map(ClusterTls::linksOf)
        .ifPresent(tls -> all.add(SSLEngineProviderSetup.create(system -> new ArteryTls(tls))));
    ActorSystemSetup setup = ActorSystemSetup.create(all.toArray(Setup[]::new));
    try {
      return ActorSystem.create(Behaviors.empty(), settings.cluster().name(), setup);
    } catch (RuntimeException e) {
      throw StartFailures.explain(e);
    }
  }

  private static Config withAddress(NodeSettings settings) {
    Config config = withDetector(settings);
    return settings
        .management()
        .map(management -> ManagementDoor.config(management).withFallback(config))
        .orElse(config)
        .withValue(
            "pekko.remote.artery.transport",
            ConfigValueFactory.fromAnyRef(
                settings.cluster().tls().isPresent() ? "tls-tcp" : "tcp", "tukki.cluster.tls"))
        .withValue(
            "pekko.remote.artery.canonical.hostname",
            ConfigValueFactory.fromAnyRef(settings.cluster().host(), "tukki.cluster.host"))
        .withValue(
            "pekko.remote.artery.canonical.port",
            ConfigValueFactory.fromAnyRef(settings.cluster().port(), "tukki.cluster.port"))
        .withValue(
            "pekko.remote.artery.bind.hostname",
            ConfigValueFactory.fromAnyRef(settings.cluster().bindHost(), "tukki.cluster.bind-host"))
        .withValue(
            "pekko.cluster.roles",
            ConfigValueFactory.fromIterable(
                List.of(settings.node().role().label()), "tukki.node.role"));
  }

  private static Config withDetector(NodeSettings settings) {
    return switch (settings.node().role()) {
      case DATA -> settings.config();
      case CLIENT ->
          settings
              .config()
              .withValue(
                  "pekko.cluster.failure-detector.implementation-class",
                  ConfigValueFactory.fromAnyRef(ClientDetector.class.getName(), "tukki.node.role"));
    };
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
