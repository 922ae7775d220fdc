package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.actors.partition.PartitionCommand.Stop;
import io.tukki.actors.partition.PartitionCommand.Wake;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Cluster Sharding as partitions use it: it says where an entity lives and starts it there, nothing
 * else. Entities are not remembered (use wakes them), put to sleep by themselves (they know what
 * counts as use), and never rebalanced.
 */
final class PartitionSharding {

  static final DispatcherSelector DISPATCHER =
      DispatcherSelector.fromConfig("tukki.partition.dispatcher");

  private static final EntityTypeKey<PartitionCommand> TYPE =
      EntityTypeKey.create(PartitionCommand.class, "partition");

  private final ActorSystem<?> system;
  private final NodeId self;
  private final Metadata metadata;
  private final Neighbours neighbours;
  private Optional<ActorRef<Wake>> region = Optional.empty();

  PartitionSharding(ActorSystem<?> system, NodeId self, Metadata metadata, Neighbours neighbours) {
    this.system = system;
    this.self = self;
    this.metadata = metadata;
    this.neighbours = neighbours;
  }

  void start(PartitionNode node) {
    region =
        Optional.of(
            ClusterSharding.get(system)
                .init(
                    Entity.of(
                            TYPE,
                            context ->
                                PartitionEntity.create(
                                    EntityId.parse(context.getEntityId()),
                                    node,
                                    context.getShard()))
                        .withMessageExtractor(new ByEntityId())
                        .withAllocationStrategy(new ReplicaShardAllocation(metadata, this::nodeOf))
                        .withStopMessage(new Stop())
                        .withEntityProps(DISPATCHER)
                        .withSettings(
                            ClusterShardingSettings.create(system).withNoPassivationStrategy())));
  }

  void tell(Wake wake) {
    region.orElseThrow().tell(wake);
  }

  /** Empty while the region's node has not introduced itself here. */
  private Optional<NodeId> nodeOf(org.apache.pekko.actor.ActorRef shardRegion) {
    Address address = shardRegion.path().address();
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
