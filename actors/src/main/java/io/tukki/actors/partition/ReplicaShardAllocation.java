package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Puts a shard only on a live node that holds its replicas, the preferred leader first. Where none
 * is there it fails rather than guess, and sharding asks again. Never moves a shard by itself: the
 * controller decides that.
 */
final class ReplicaShardAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {

  private final Metadata metadata;
  private final Function<ActorRef, Optional<NodeId>> nodeOf;

  /**
   * @param nodeOf the node whose shard region this is, where it is known
   */
  ReplicaShardAllocation(Metadata metadata, Function<ActorRef, Optional<NodeId>> nodeOf) {
    this.metadata = metadata;
    this.nodeOf = nodeOf;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester,
      String shardId,
      Map<ActorRef, IndexedSeq<String>> currentShardAllocations) {
    Map<NodeId, ActorRef> regions = new HashMap<>();
    currentShardAllocations
        .keySet()
        .forEach(region -> nodeOf.apply(region).ifPresent(node -> regions.put(node, region)));
    return metadata.image().replicas(ShardId.parse(shardId)).stream()
        .filter(regions::containsKey)
        .findFirst()
        .map(leader -> Futures.successful(regions.get(leader)))
        .orElseGet(
            () ->
                Futures.failed(
                    new IllegalStateException(
                        "no node that holds shard %s is here".formatted(shardId))));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> currentShardAllocations, Set<String> rebalanceInProgress) {
    return Futures.successful(Set.of());
  }
}
