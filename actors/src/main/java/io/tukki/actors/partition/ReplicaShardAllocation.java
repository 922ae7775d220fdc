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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts a shard only on a live node that holds its replicas, the preferred leader first. Where none
 * is there it goes nowhere, and sharding asks again.
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

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaShardAllocation.class);

  private final Metadata metadata;
  private final ActorRef nowhere;
  private final Function<ActorRef, Optional<NodeId>> nodeOf;
  private final Predicate<NodeId> leaving;
  private final Succession succession;
  private final HandOversUnderWay underWay;

  /** Shards of which it was said that no node is here that holds them. Sharding's thread alone. */
  private final Set<ShardId> homeless = new HashSet<>();

  /**
   * @param nowhere stands for no region: sharding takes it for one that has gone, and asks again,
   *     while a failure would be told as an error for each shard at each attempt
   * @param nodeOf the node whose shard region this is, where it is known
   * @param leaving whether a node is about to go, and leads only what nobody else can
   * @param underWay bounds how many shards change their nodes at a time
   */
  ReplicaShardAllocation(
      Metadata metadata,
      ActorRef nowhere,
      Function<ActorRef, Optional<NodeId>> nodeOf,
      Predicate<NodeId> leaving,
      Succession succession,
      HandOversUnderWay underWay) {
    this.metadata = metadata;
    this.nowhere = nowhere;
    this.nodeOf = nodeOf;
    this.leaving = leaving;
    this.succession = succession;
    this.underWay = underWay;
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
    ShardId shard = ShardId.parse(shardId);
    return Futures.successful(
        ShardHome.of(metadata.image(), shard, regions::containsKey, leaving)
            .map(home -> housed(shard, regions.getOrDefault(home, nowhere)))
            .orElseGet(() -> homeless(shard)));
  }

  private ActorRef housed(ShardId shard, ActorRef region) {
    if (homeless.remove(shard)) {
      LOG.info("a node that holds shard {} is here again", shard);
    }
    return region;
  }

  private ActorRef homeless(ShardId shard) {
    if (homeless.add(shard)) {
      LOG.warn("no node that holds shard {} is here: its partitions wait for one", shard);
    }
    return nowhere;
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> currentShardAllocations, Set<String> rebalanceInProgress) {
    Map<ShardId, ActorRef> placed = new HashMap<>();
    currentShardAllocations.forEach(
        (region, shards) ->
            CollectionConverters.asJava(shards)
                .forEach(shard -> placed.put(ShardId.parse(shard), region)));
    Set<ShardId> inProgress =
        rebalanceInProgress.stream().map(ShardId::parse).collect(Collectors.toSet());
    Map<NodeId, Map<ShardId, NodeId>> misplaced =
        underWay.room(placed, inProgress) > 0
            ? misplaced(currentShardAllocations, inProgress)
            : Map.of();
    if (misplaced.isEmpty()) {
      return Futures.successful(Set.of());
    }
    List<CompletableFuture<Set<ShardId>>> ready = new ArrayList<>();
    misplaced.forEach(
        (leader, successors) ->
            ready.add(succession.canLead(leader, successors).toCompletableFuture()));
    return FutureConverters.asScala(
        CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new))
            .thenApply(done -> first(ready, placed, inProgress)));
  }

  /** Room is looked for again: a round that began later may have been answered earlier. */
  private Set<String> first(
      List<CompletableFuture<Set<ShardId>>> ready,
      Map<ShardId, ActorRef> placed,
      Set<ShardId> inProgress) {
    Set<String> shards = new HashSet<>();
    synchronized (underWay) {
      ready.stream()
          .flatMap(one -> one.join().stream())
          .filter(shard -> !underWay.contains(shard))
          .sorted()
          .limit(underWay.room(placed, inProgress))
          .forEach(
              shard -> {
                underWay.begin(shard, placed.getOrDefault(shard, nowhere));
                shards.add(shard.toString());
              });
    }
    return shards;
  }

  /** By the node that leads them now, the shards that others should lead. */
  private Map<NodeId, Map<ShardId, NodeId>> misplaced(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<ShardId> inProgress) {
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
                        if (!inProgress.contains(shard) && !underWay.contains(shard)) {
                          ShardHome.of(metadata.image(), shard, here::contains, leaving)
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
