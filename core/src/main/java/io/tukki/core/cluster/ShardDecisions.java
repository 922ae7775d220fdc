package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChangeFinished;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChanged;
import io.tukki.core.cluster.ClusterEvent.ShardMoveStarted;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidReplicationFactor;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Refusal.LastReplica;
import io.tukki.core.result.Refusal.MoveUnderWay;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.UnknownNode;
import io.tukki.core.result.Refusal.UnknownShard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the controller decides about where shards lie.
 *
 * @param away nodes that are not here now: nothing is put there
 */
public record ShardDecisions(ClusterImage image, Set<NodeId> away) {

  public ShardDecisions {
    away = Set.copyOf(away);
  }

  /**
   * @param replicas the preferred leader first
   * @param instead whether a move that is under way is to end there, and not where it was to; to
   *     name the present place calls it off
   */
  public Decision<ShardPlan> move(ShardId shard, List<NodeId> replicas, boolean instead) {
    Optional<Refusal> wrong =
        checkShard(shard, instead)
            .or(() -> checkSet(shard, replicas))
            .or(() -> checkSource(shard, Optional.empty()));
    return wrong
        .<Decision<ShardPlan>>map(Decision::refuse)
        .orElseGet(() -> new ShardPlanner(image, away).decision(Map.of(shard, replicas)));
  }

  /** Spreads replicas and leaders evenly over the nodes that may hold them, with least copying. */
  public Decision<ShardPlan> balance() {
    ShardPlanner planner = new ShardPlanner(image, away);
    return planner.decision(planner.balanced());
  }

  /** Spreads preferred leaders evenly; copies nothing. */
  public Decision<ShardPlan> balanceLeaders() {
    ShardPlanner planner = new ShardPlanner(image, away);
    return planner.decision(planner.withEvenLeaders());
  }

  /**
   * Puts what a node holds on others, as far as there are any; for a node that has been away for
   * long. Asking again asks for what is still missing.
   */
  public Decision<ShardPlan> replace(NodeId node) {
    ShardPlanner planner = new ShardPlanner(image, away);
    return planner.decision(planner.without(node), node);
  }

  /** The same, or nothing at all where others could not hold everything. */
  Decision<ShardPlan> evacuate(NodeId node) {
    ShardPlanner planner = new ShardPlanner(image, away);
    ShardPlanner.Evacuation evacuation = planner.without(node);
    Optional<Refusal> wrong =
        evacuation.stuck().stream()
            .findFirst()
            .<Refusal>map(
                shard ->
                    new Refusal.TooFewNodes(
                        "Shard %s needs %d nodes; without node %s there are not so many that may hold it."
                            .formatted(shard, shard.replicationFactor(), node)))
            .or(
                () ->
                    evacuation.sets().keySet().stream()
                        .flatMap(shard -> checkSource(shard, Optional.of(node)).stream())
                        .findFirst());
    return wrong
        .<Decision<ShardPlan>>map(Decision::refuse)
        .orElseGet(() -> planner.decision(evacuation, node));
  }

  /** It is done already; what is decided is to remember it. */
  public Decision<ShardPlan> recordForced(
      NodeId node, String by, long nowMs, List<ForcedLog> logs) {
    return Decision.of(
        List.of(new ClusterEvent.LeadersForced(node, by, nowMs, logs)), ShardPlan.NOTHING);
  }

  /**
   * The logs have these voters: goes on to the next step. Refused where they are not what they must
   * be, because a partition came or another decision was taken meanwhile.
   */
  public Decision<ShardPlan> advance(Relocation what, Map<PartitionId, List<NodeId>> voters) {
    Optional<Map<PartitionId, List<NodeId>>> needed = what.votersIn(image);
    if (!needed.equals(Optional.of(voters))) {
      return Decision.refuse(
          new NotReady("The voters of %s are to be others by now.".formatted(what)));
    }
    List<ClusterEvent> events =
        switch (what) {
          case Relocation.OfShard(var shard) ->
              List.of(new ShardPlaced(shard, image.move(shard).orElseThrow().voters()));
          case Relocation.OfTopic(var topic) ->
              Optional.ofNullable(image.factorChanges().get(topic)).stream()
                  .map(change -> nextStep(topic, change))
                  .toList();
        };
    return Decision.of(events, ShardPlan.NOTHING);
  }

  private ClusterEvent nextStep(TopicId topic, FactorChange change) {
    boolean moved =
        image.topic(topic).filter(known -> known.shards().equals(change.shards())).isPresent();
    return moved
        ? new ReplicationFactorChangeFinished(topic)
        : new ReplicationFactorChanged(topic, change.replicationFactor(), change.shards());
  }

  private Optional<Refusal> checkShard(ShardId shard, boolean instead) {
    if (image.replicas(shard).isEmpty()) {
      return Optional.of(new UnknownShard(shard.toString()));
    }
    if (ShardPlanner.changingFactor(image).contains(shard)) {
      return Optional.of(
          new MoveUnderWay(
              "Shard %s cannot move while a topic in it changes its replication factor."
                  .formatted(shard)));
    }
    return image
        .move(shard)
        .filter(move -> !instead)
        .map(
            move ->
                new MoveUnderWay(
                    "Shard %s is on its way from nodes %s to %s; say 'instead' to change that."
                        .formatted(shard, move.from(), move.target())));
  }

  private Optional<Refusal> checkSet(ShardId shard, List<NodeId> replicas) {
    Set<NodeId> distinct = new HashSet<>(replicas);
    if (distinct.size() != shard.replicationFactor() || distinct.size() != replicas.size()) {
      return Optional.of(
          new InvalidReplicationFactor(
              "Shard %s lies on %d different nodes; %s are not."
                  .formatted(shard, shard.replicationFactor(), replicas)));
    }
    return replicas.stream().flatMap(node -> checkTarget(shard, node).stream()).findFirst();
  }

  private Optional<Refusal> checkTarget(ShardId shard, NodeId node) {
    if (!image.nodes().containsKey(node)) {
      return Optional.of(new UnknownNode(node.toString()));
    }
    if (image.replicas(shard).contains(node)) {
      return Optional.empty();
    }
    if (!image.duty(node).holds()) {
      return Optional.of(
          new InvalidRequest("Node %s is being emptied and takes nothing in.".formatted(node)));
    }
    return away.contains(node)
        ? Optional.of(new InvalidRequest("Node %s is not here now.".formatted(node)))
        : Optional.empty();
  }

  /**
   * @param without a node that need not be here because it is going
   */
  private Optional<Refusal> checkSource(ShardId shard, Optional<NodeId> without) {
    List<NodeId> holders = image.replicas(shard);
    boolean concerned = without.map(holders::contains).orElse(true);
    if (!concerned || image.partitionsIn(shard) == 0 || !away.containsAll(holders)) {
      return Optional.empty();
    }
    return Optional.of(
        new LastReplica(
            "Nobody is here to copy shard %s from: its replicas are on nodes %s."
                .formatted(shard, holders)));
  }

  /** The events that lead from the places that shards have, or go to, to others. */
  static List<ClusterEvent> events(ClusterImage image, Map<ShardId, List<NodeId>> wanted) {
    List<ClusterEvent> events = new ArrayList<>();
    wanted.forEach(
        (shard, set) -> {
          boolean moving = image.move(shard).isPresent();
          List<NodeId> placed = image.replicas(shard);
          if (moving || !Set.copyOf(placed).equals(Set.copyOf(set))) {
            if (!set.equals(image.move(shard).map(ShardMove::target).orElse(placed))) {
              events.add(new ShardMoveStarted(shard, set));
            }
          } else if (!placed.equals(set)) {
            events.add(new ShardPlaced(shard, set));
          }
        });
    return events;
  }
}
