package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ShardHome;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts a shard only on a live node that holds its replicas, the preferred leader first. Where none
 * is there it fails rather than guess, and sharding asks again.
 *
 * <p>A shard that is not where it should be, because a node came back or the controller decided
 * otherwise, goes there once that node holds about everything, so that the hand-over is short; and
 * only a few at a time, since each pauses its producers.
 */
final class ReplicaShardAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {

  /** Asks a leading node which of its shards others could lead at once. */
  interface Succession {
    CompletionStage<Set<ShardId>> canLead(NodeId leader, Map<ShardId, NodeId> successors);
  }

  private final Metadata metadata;
  private final Function<ActorRef, Optional<NodeId>> nodeOf;
  private final Succession succession;
  private final int maxHandOvers;

  /**
   * @param nodeOf the node whose shard region this is, where it is known
   * @param maxHandOvers how many shards change their nodes at a time
   */
  ReplicaShardAllocation(
      Metadata metadata,
      Function<ActorRef, Optional<NodeId>> nodeOf,
      Succession succession,
      int maxHandOvers) {
    this.metadata = metadata;
    this.nodeOf = nodeOf;
    this.succession = succession;
    this.maxHandOvers = maxHandOvers;
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
    return ShardHome.of(metadata.image(), ShardId.parse(shardId), regions::containsKey)
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
    int room = maxHandOvers - rebalanceInProgress.size();
    Map<NodeId, Map<ShardId, NodeId>> misplaced =
        room > 0 ? misplaced(currentShardAllocations, rebalanceInProgress) : Map.of();
    if (misplaced.isEmpty()) {
      return Futures.successful(Set.of());
    }
    List<CompletableFuture<Set<ShardId>>> ready = new ArrayList<>();
    misplaced.forEach(
        (leader, successors) ->
            ready.add(succession.canLead(leader, successors).toCompletableFuture()));
    return FutureConverters.asScala(
        CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new))
            .thenApply(done -> first(room, ready)));
  }

  private static Set<String> first(int room, List<CompletableFuture<Set<ShardId>>> ready) {
    Set<String> shards = new HashSet<>();
    ready.stream()
        .flatMap(one -> one.join().stream())
        .sorted()
        .limit(room)
        .forEach(shard -> shards.add(shard.toString()));
    return shards;
  }

  /** By the node that leads them now, the shards that others should lead. */
  private Map<NodeId, Map<ShardId, NodeId>> misplaced(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
    Set<NodeId> here = new HashSet<>();
    allocations.keySet().forEach(region -> nodeOf.apply(region).ifPresent(here::add));
    Map<NodeId, Map<ShardId, NodeId>> misplaced = new HashMap<>();
    allocations.forEach(
        (region, shards) ->
            nodeOf
                .apply(region)
                .ifPresent(
                    leader -> {
                      for (String name : CollectionConverters.asJava(shards)) {
                        ShardId shard = ShardId.parse(name);
                        if (!inProgress.contains(name)) {
                          ShardHome.of(metadata.image(), shard, here::contains)
                              .filter(home -> !home.equals(leader))
                              .ifPresent(
                                  home ->
                                      misplaced
                                          .computeIfAbsent(leader, node -> new HashMap<>())
                                          .put(shard, home));
                        }
                      }
                    }));
    return misplaced;
  }
}
