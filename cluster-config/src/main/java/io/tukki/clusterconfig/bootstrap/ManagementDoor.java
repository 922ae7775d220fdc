package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.api.http.node.Readiness;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.apache.pekko.management.javadsl.ReadinessCheckSetup;

/**
 * Pekko Management's door, where it is wanted. It opens before anything else of the node, so that
 * one that waits for others can be looked at; what it says of readiness is what {@code /readyz}
 * says, once there is such a thing, and that the node is a member. Thread-safe.
 */
final class ManagementDoor {

  private final Optional<NodeSettings.Management> settings;
  private final AtomicReference<Supplier<CompletionStage<Boolean>>> ready =
      new AtomicReference<>(() -> CompletableFuture.completedStage(false));
  private final AtomicReference<Optional<URI>> uri = new AtomicReference<>(Optional.empty());

  ManagementDoor(NodeSettings settings) {
    this.settings = settings.management();
  }

  /** For the actor system that the door will be opened on. */
  ReadinessCheckSetup readiness() {
    return ReadinessCheckSetup.create(system -> List.of(() -> ready.get().get()));
  }

  static Config config(NodeSettings.Management settings) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.management.http.hostname", settings.door().host(),
            "pekko.management.http.port", settings.door().port(),
            "pekko.management.http.route-providers-read-only", settings.readOnly()),
        "tukki.management");
  }

  /** Completes when it is open, at once where it shall not be. */
  CompletionStage<Void> open(ActorSystem<?> system) {
    return settings
        .map(
            wanted ->
                PekkoManagement.get(system)
                    .start()
                    .thenAccept(
                        bound ->
                            uri.set(
                                Optional.of(HttpListener.uri(wanted.door().host(), bound.port())))))
        .orElseGet(() -> CompletableFuture.completedStage(null));
  }

  /** From now on the node's own door says whether it is ready. */
  void serves(Readiness readiness) {
    ready.set(() -> readiness.checks().thenApply(Readiness::isReady));
  }

  /** Where it is, once it is open. */
  Optional<URI> uri() {
    return uri.get();
  }
}
