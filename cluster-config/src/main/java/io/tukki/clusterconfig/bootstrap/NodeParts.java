package io.tukki.clusterconfig.bootstrap;

import com.typesafe.config.Config;
import io.tukki.actors.Broker;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.Topics;
import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.ControllerSettings;
import io.tukki.actors.controller.ControllerSingleton;
import io.tukki.actors.controller.ControllerTopics;
import io.tukki.actors.controller.NodeAnswer;
import io.tukki.actors.controller.NodeRegistrar;
import io.tukki.actors.metadata.LocalMetadata;
import io.tukki.actors.metadata.MetadataSettings;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.NodeRegistration;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.result.Result;
import io.tukki.persistence.journal.NodeStorage;
import io.tukki.persistence.log.NodeIdentity;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
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
    private final ControllerSettings controllerSettings;

    Wiring(ActorSystem<Void> system, NodeSettings settings, NodeIdentity identity) {
      this.system = system;
      this.settings = settings;
      this.identity = identity;
      this.controllerSettings = ControllerSettings.of(section("tukki.controller"));
    }

    private Config section(String path) {
      return settings.config().getConfig(path);
    }

    CompletionStage<NodeParts> start() {
      NodeStorage storage = NodeStorage.get(system);
      NodeSystem.formCluster(system);
      ActorRef<ControllerCommand> controller =
          ControllerSingleton.start(system, identity.clusterId(), controllerSettings);
      LocalMetadata metadata =
          LocalMetadata.start(
              system,
              identity.clusterId(),
              controller,
              MetadataSettings.of(section("tukki.metadata")));
      Topics topics =
          new ControllerTopics(system, controller, metadata, controllerSettings.requests());
      Partitions partitions =
          ShardedPartitions.start(
              system, identity.nodeId(), metadata, storage.logs(), Clock.systemUTC());
      Broker broker = new LocalBroker(metadata, topics, partitions);
      return HttpListener.start(system, broker, settings)
          .thenCompose(
              http ->
                  register(controller, metadata, http)
                      .thenApply(image -> new NodeParts(broker, http)));
    }

    /** Answers once this node's own image says so. */
    private CompletionStage<ClusterImage> register(
        ActorRef<ControllerCommand> controller, Metadata metadata, URI http) {
      NodeImage self =
          new NodeImage(
              identity.nodeId(),
              new DirectoryId(identity.directoryId()),
              Map.of("http", new NodeImage.Endpoint(http.getHost(), http.getPort())),
              Optional.empty());
      return NodeRegistrar.register(
              system,
              new NodeRegistration(identity.clusterId(), self),
              controller,
              controllerSettings.requests().registrationRetryInterval())
          .thenCompose(answer -> metadata.atLeast(accepted(answer)));
    }

    private static long accepted(NodeAnswer answer) {
      return switch (answer.result()) {
        case Result.Ok<NodeImage> ok -> answer.version();
        case Result.Refused<NodeImage>(var refusal) ->
            throw new NodeStartException("The cluster refuses this node: " + refusal.message());
      };
    }
  }
}
