package io.tukki.clusterconfig.bootstrap;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.ActorBroker;
import io.tukki.actors.Broker;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.api.metrics.MeteredBroker;
import io.tukki.api.metrics.NodeRegistry;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.Result;
import io.tukki.persistence.journal.NodeStorage;
import io.tukki.persistence.log.NodeIdentity;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What runs on a node's actor system, wired in the order in which it depends on one another:
 * storage, controller, metadata, partitions, broker, doors, and last the registration, which tells
 * the cluster that this node serves.
 */
record NodeParts(Broker broker, URI httpUri) {

  /** Completes when the node serves, or with what is in the way. */
  static CompletableFuture<NodeParts> start(
      ActorSystem<Void> system, NodeSettings settings, NodeIdentity identity) {
    try {
      return new Wiring(system, settings, identity).start().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** One start. */
  private static final class Wiring {

    private final ActorSystem<Void> system;
    private final NodeSettings settings;
    private final NodeIdentity identity;

    Wiring(ActorSystem<Void> system, NodeSettings settings, NodeIdentity identity) {
      this.system = system;
      this.settings = settings;
      this.identity = identity;
    }

    CompletionStage<NodeParts> start() {
      NodeStorage storage = NodeStorage.get(system);
      NodeSystem.formCluster(system);
      Introductions neighbours = Introductions.start(system);
      DirectoryId directory = new DirectoryId(identity.directoryId());
      neighbours.introduceAs(
          new Standing.Holder(
              identity.clusterId(), new ReplicaId(identity.nodeId(), directory), Optional.empty()));
      ActorBroker broker =
          ActorBroker.start(
              system,
              identity.clusterId(),
              metadata ->
                  ShardedPartitions.start(
                      system,
                      identity.nodeId(),
                      neighbours,
                      metadata,
                      storage.logs(),
                      Clock.systemUTC()));
      PrometheusRegistry registry = NodeRegistry.create();
      Broker metered = MeteredBroker.over(broker, registry);
      return HttpListener.start(system, metered, registry, settings)
          .thenCompose(
              http -> register(broker, http).thenApply(self -> new NodeParts(metered, http)));
    }

    /** Answers once this node's own image says so. */
    private CompletionStage<NodeImage> register(ActorBroker broker, URI http) {
      NodeImage self =
          new NodeImage(
              identity.nodeId(),
              new DirectoryId(identity.directoryId()),
              Map.of("http", new NodeImage.Endpoint(http.getHost(), http.getPort())),
              Optional.empty());
      return broker.register(self).thenApply(Wiring::accepted);
    }

    private static NodeImage accepted(Result<NodeImage> answer) {
      return switch (answer) {
        case Result.Ok<NodeImage>(var node) -> node;
        case Result.Refused<NodeImage>(var refusal) ->
            throw new NodeStartException("The cluster refuses this node: " + refusal.message());
      };
    }
  }
}
