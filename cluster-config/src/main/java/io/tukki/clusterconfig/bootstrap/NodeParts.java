package io.tukki.clusterconfig.bootstrap;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.ActorBroker;
import io.tukki.actors.Broker;
import io.tukki.actors.controller.ControllerSite;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.ProvenDeaths;
import io.tukki.actors.membership.meeting.ClusterEntrance;
import io.tukki.actors.partition.ShardedPartitions;
import io.tukki.actors.replica.ReplicaAgent;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.actors.replica.ReplicaSettings;
import io.tukki.api.http.node.Readiness;
import io.tukki.api.metrics.MeteredBroker;
import io.tukki.api.metrics.NodeRegistry;
import io.tukki.api.metrics.ReplicationCounts;
import io.tukki.api.metrics.ReplicationMetrics;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.result.Result;
import io.tukki.persistence.journal.NodeStorage;
import io.tukki.persistence.journal.ReplicationSetup;
import io.tukki.persistence.log.LockedDirectory;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.ReignCounts;
import io.tukki.persistence.replication.Surroundings;
import io.tukki.persistence.transport.TransportStats;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * What runs on a data node's actor system, wired in the order in which it depends on one another:
 * management, membership, identity, replication, storage, controller, metadata, partitions, broker,
 * doors, and last the registration, which tells the cluster that this node serves.
 */
record NodeParts(
    NodeIdentity identity,
    ClusterEntrance entrance,
    Broker broker,
    URI httpUri,
    Optional<URI> managementUri) {

  /** Completes when the node serves, or with what is in the way. */
  static CompletableFuture<NodeParts> start(
      ActorSystem<Void> system,
      NodeSettings settings,
      LockedDirectory directory,
      ReplicationSetup storage,
      ManagementDoor management) {
    try {
      return new Wiring(system, settings, directory, storage, management)
          .start()
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** One start. */
  private static final class Wiring {

    private final ActorSystem<Void> system;
    private final NodeSettings settings;
    private final LockedDirectory directory;
    private final ReplicationSetup setup;
    private final ManagementDoor management;
    private final PeerFile peers;
    private final Introductions introductions;
    private final ProvenDeaths deaths;

    /** Opening logs blocks. */
    private final Executor blocking;

    Wiring(
        ActorSystem<Void> system,
        NodeSettings settings,
        LockedDirectory directory,
        ReplicationSetup setup,
        ManagementDoor management) {
      this.system = system;
      this.settings = settings;
      this.directory = directory;
      this.setup = setup;
      this.management = management;
      this.peers = PeerFile.of(directory.path());
      this.introductions = Introductions.start(system);
      this.deaths = ProvenDeaths.start(system);
      this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    CompletionStage<NodeParts> start() {
      return management.open(system).thenCompose(opened -> identify());
    }

    private CompletionStage<NodeParts> identify() {
      Identification identification =
          Identification.begin(
              system,
              settings,
              introductions,
              directory.identity(),
              new Gathering(
                  settings.cluster(),
                  directory.identity().map(NodeIdentity::nodeId),
                  peers.peers()));
      ClusterEntrance entrance = identification.entrance();
      return EndedMeanwhile.orStartOver(
          entrance.startOver(),
          identification
              .identity()
              .thenComposeAsync(identity -> serve(entrance, identity), blocking));
    }

    private CompletionStage<NodeParts> serve(ClusterEntrance entrance, NodeIdentity identity) {
      boolean isNew = directory.identity().isEmpty();
      var claimed = NodeDirectory.claim(directory, identity);
      return NodeReplication.start(system, settings, identity, introductions, deaths)
          .thenComposeAsync(
              replication -> {
                PlacedReplicas placed = new PlacedReplicas(replication.self());
                setup.ready(
                    claimed, new Surroundings(replication.self(), replication.transport(), placed));
                NodeStorage storage = NodeStorage.get(system);
                var standing = Identification.holder(identity, Optional.of(replication.endpoint()));
                introductions.introduceAs(standing);
                entrance.standAs(standing);
                ActorBroker broker = broker(identity, storage, placed);
                PrometheusRegistry registry = NodeRegistry.create();
                ReplicationMetrics.register(
                    replication.self(),
                    broker.metadata(),
                    storage.logs(),
                    () -> counts(storage.logs().reigns(), replication.transport().stats()),
                    registry);
                return open(entrance, identity, broker, registry, isNew);
              },
              blocking);
    }

    private ActorBroker broker(NodeIdentity identity, NodeStorage storage, PlacedReplicas placed) {
      ReplicaSettings replicas = ReplicaSettings.of(system);
      ActorBroker broker =
          ActorBroker.start(
              system,
              identity.clusterId(),
              Optional.of(
                  new ControllerSite(
                      Surroundings.selfOf(identity),
                      new ReplicaAgents(system, introductions, replicas),
                      storage.logs())),
              metadata -> {
                placed.use(metadata);
                return ShardedPartitions.start(
                    system,
                    identity.nodeId(),
                    introductions,
                    metadata,
                    storage.logs(),
                    Clock.systemUTC());
              });
      // To ask for a partition's bounds wakes it, wherever that is.
      ReplicaAgent.start(
          system,
          new ReplicaAgent.Site(
              identity.nodeId(),
              broker.metadata(),
              storage.logs(),
              broker.partitions()::bounds,
              replicas));
      new PeerNotes(introductions, peers, blocking).follow(broker.metadata());
      return broker;
    }

    private static ReplicationCounts counts(ReignCounts reigns, TransportStats links) {
      return new ReplicationCounts(
          reigns.elections(),
          reigns.stepDowns(),
          reigns.retirements(),
          new ReplicationCounts.Traffic(links.bytesSent(), links.framesSent()),
          new ReplicationCounts.Traffic(links.bytesReceived(), links.framesReceived()),
          new ReplicationCounts.Losses(
              links.messagesDropped(), links.shipmentsDropped(), links.connects(), links.breaks()));
    }

    private CompletionStage<NodeParts> open(
        ClusterEntrance entrance,
        NodeIdentity identity,
        ActorBroker broker,
        PrometheusRegistry registry,
        boolean isNew) {
      Broker metered = MeteredBroker.over(broker, registry);
      int awaited = isNew ? settings.cluster().expectedNodes().orElse(1) : 1;
      Readiness readiness =
          new Readiness(
              metered,
              Map.of("formation", () -> Formation.state(broker.metadata().image(), awaited)));
      management.serves(readiness);
      return HttpListener.start(system, metered, registry, settings, readiness)
          .thenCompose(
              http ->
                  register(broker, identity, http)
                      .thenApply(
                          self ->
                              new NodeParts(identity, entrance, metered, http, management.uri())));
    }

    /** Answers once this node's own image says so. */
    private CompletionStage<NodeImage> register(
        ActorBroker broker, NodeIdentity identity, URI http) {
      NodeImage self =
          new NodeImage(
              identity.nodeId(),
              new DirectoryId(identity.directoryId()),
              Map.of("http", new NodeImage.Endpoint(HttpListener.host(settings), http.getPort())),
              settings.node().rack());
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
