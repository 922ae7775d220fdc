package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.actors.partition.PartitionCommand.Stop;
import io.tukki.actors.partition.PartitionCommand.Wake;
import io.tukki.actors.partition.remote.ToClient;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.actors.replica.ReplicaSettings;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Cluster Sharding as partitions use it: it says where an entity lives and starts it there, nothing
 * else. Entities are not remembered (use wakes them), put to sleep by themselves (they know what
 * counts as use), and go where the cluster's image has them.
 */
final class PartitionSharding {

  static final DispatcherSelector DISPATCHER =
      DispatcherSelector.fromConfig("tukki.partition.dispatcher");

  private static final EntityTypeKey<PartitionCommand> TYPE =
      EntityTypeKey.create(PartitionCommand.class, "partition");

  private final ActorSystem<?> system;
  private final Metadata metadata;
  private final String role;
  private volatile Optional<Started> started = Optional.empty();

  private record Started(ActorRef<Wake> region, ActorRef<ToClient> asker) {}

  /**
   * @param role of the nodes that hold partitions; empty means all
   */
  PartitionSharding(ActorSystem<?> system, Metadata metadata, String role) {
    this.system = system;
    this.metadata = metadata;
    this.role = role;
  }

  /**
   * On a node that holds partitions.
   *
   * @param self this node, as the image's placements name it
   * @param neighbours the nodes that shards can be placed on
   */
  void start(PartitionNode node, NodeId self, Neighbours neighbours) {
    start(
        node.links().self(),
        entity(
                context ->
                    PartitionEntity.create(
                        EntityId.parse(context.getEntityId()), node, context.getShard()))
            .withAllocationStrategy(
                allocation(region -> nodeOf(region, self, neighbours), neighbours)));
  }

  /** On a node that does not, whose role is another: it only asks where they are. */
  void startWithoutPartitions(ActorRef<ToClient> asker) {
    start(
        asker,
        entity(
            context -> {
              throw new IllegalStateException("this node holds no partitions");
            }));
  }

  private Entity<PartitionCommand, ShardingEnvelope<PartitionCommand>> entity(
      Function<EntityContext<PartitionCommand>, Behavior<PartitionCommand>> behavior) {
    return Entity.of(TYPE, behavior::apply);
  }

  private void start(
      ActorRef<ToClient> asker,
      Entity<PartitionCommand, ShardingEnvelope<PartitionCommand>> entity) {
    ClusterShardingSettings settings =
        ClusterShardingSettings.create(system).withNoPassivationStrategy();
    ActorRef<Wake> region =
        ClusterSharding.get(system)
            .init(
                entity
                    .withMessageExtractor(new ByEntityId())
                    .withStopMessage(new Stop())
                    .withEntityProps(DISPATCHER)
                    .withSettings(role.isEmpty() ? settings : settings.withRole(role)));
    started = Optional.of(new Started(region, asker));
  }

  void wake(EntityId entity) {
    Started now = started.orElseThrow();
    now.region().tell(new Wake(entity, now.asker(), metadata.image().version()));
  }

  private ReplicaShardAllocation allocation(
      Function<org.apache.pekko.actor.ActorRef, Optional<NodeId>> nodeOf, Neighbours neighbours) {
    ReplicaSettings settings = ReplicaSettings.of(system);
    ReplicaAgents agents = new ReplicaAgents(system, neighbours, settings);
    return new ReplicaShardAllocation(
        metadata,
        system.classicSystem().deadLetters(),
        nodeOf,
        neighbours::isLeaving,
        agents::canLead,
        new HandOversUnderWay(
            settings.maxHandOvers(), settings.handOverPatience(), System::nanoTime));
  }

  /** Empty while the region's node has not introduced itself here. */
  private static Optional<NodeId> nodeOf(
      org.apache.pekko.actor.ActorRef region, NodeId self, Neighbours neighbours) {
    Address address = region.path().address();
    return address.hasLocalScope()
        ? Optional.of(self)
        : neighbours.at(address).flatMap(Neighbour::replica).map(ReplicaId::node);
  }

  private static final class ByEntityId extends ShardingMessageExtractor<Wake, PartitionCommand> {
    @Override
    public String entityId(Wake wake) {
      return wake.entity().toString();
    }

    @Override
    public String shardId(String entityId) {
      return EntityId.shardOf(entityId);
    }

    @Override
    public PartitionCommand unwrapMessage(Wake wake) {
      return wake;
    }
  }
}
