package io.tukki.actors;

import com.typesafe.config.Config;
import io.tukki.actors.controller.ControllerCommand;
import io.tukki.actors.controller.ControllerRequests;
import io.tukki.actors.controller.ControllerSettings;
import io.tukki.actors.controller.ControllerShards;
import io.tukki.actors.controller.ControllerSingleton;
import io.tukki.actors.controller.ControllerSite;
import io.tukki.actors.controller.ControllerTopics;
import io.tukki.actors.controller.NodeIdDesk;
import io.tukki.actors.controller.NodeRegistrar;
import io.tukki.actors.metadata.LocalMetadata;
import io.tukki.actors.metadata.MetadataSettings;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.NodeRegistration;
import io.tukki.core.id.ClusterId;
import io.tukki.core.result.Result;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The broker as one node of a Pekko cluster: controller, metadata and partitions put together.
 * Lives as long as its actor system, which owns all of it. Thread-safe.
 */
public final class ActorBroker implements Broker {

  private final ActorSystem<?> system;
  private final ClusterId cluster;
  private final ActorRef<ControllerCommand> controller;
  private final ControllerSettings settings;
  private final Metadata metadata;
  private final Topics topics;
  private final Partitions partitions;
  private final Shards shards;

  private ActorBroker(
      ActorSystem<?> system,
      ClusterId cluster,
      ControllerSettings settings,
      Optional<ControllerSite> site,
      Function<Metadata, Partitions> startPartitions) {
    Config tukki = system.settings().config().getConfig("tukki");
    this.system = system;
    this.cluster = cluster;
    this.settings = settings;
    this.controller = ControllerSingleton.start(system, cluster, settings, site);
    NodeIdDesk.open(system, controller);
    this.metadata =
        LocalMetadata.start(
            system, cluster, controller, MetadataSettings.of(tukki.getConfig("metadata")));
    ControllerRequests requests =
        new ControllerRequests(system, controller, metadata, settings.requests());
    this.topics = new ControllerTopics(requests);
    this.shards = new ControllerShards(requests, metadata, site);
    this.partitions = startPartitions.apply(metadata);
  }

  /**
   * Starts the node's part of the broker; once for each actor system. It can be used at once: what
   * needs the controller waits for it.
   *
   * @param system with this module's configuration, and with a journal and a snapshot store chosen
   * @param cluster the cluster that the node's data directory belongs to
   * @param startPartitions makes the partitions' side, given the metadata
   */
  public static ActorBroker start(
      ActorSystem<?> system, ClusterId cluster, Function<Metadata, Partitions> startPartitions) {
    return start(system, cluster, Optional.empty(), startPartitions);
  }

  /**
   * The same on a node whose controller, should it run there, can move replicas.
   *
   * @param site what it reaches from there
   */
  public static ActorBroker start(
      ActorSystem<?> system,
      ClusterId cluster,
      Optional<ControllerSite> site,
      Function<Metadata, Partitions> startPartitions) {
    ControllerSettings settings =
        ControllerSettings.of(system.settings().config().getConfig("tukki.controller"));
    return new ActorBroker(system, cluster, settings, site, startPartitions);
  }

  /**
   * Makes the node known to its cluster; topics can be placed on it from then on. To be called when
   * the doors are open, since it says where they are, and again when that changes.
   *
   * @return completes once a controller has answered, however long there is none, and this node's
   *     image holds it; refused where the node does not belong here, in which case it had better
   *     stop
   */
  public CompletionStage<Result<NodeImage>> register(NodeImage node) {
    return NodeRegistrar.register(
            system,
            new NodeRegistration(cluster, node),
            controller,
            settings.requests().registrationRetryInterval())
        .thenCompose(
            answer -> metadata.atLeast(answer.version()).thenApply(image -> answer.result()));
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public Partitions partitions() {
    return partitions;
  }

  @Override
  public Shards shards() {
    return shards;
  }
}
