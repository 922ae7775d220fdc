package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ShardMoveStarted;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Says where shards had better lie. A shard on the move counts as being where it goes. Shards of
 * topics that change their replication factor stay where they are meanwhile: the voters of those
 * logs depend on their places.
 */
final class ShardPlanner {

  private final ClusterImage image;
  private final List<NodeImage> holders;
  private final List<NodeId> leaders;
  private final Set<ShardId> fixed;
  private final SortedMap<ShardId, List<NodeId>> present = new TreeMap<>();

  /**
   * @param sets where shards had better lie; those that are not in it stay
   * @param stuck shards for which there are too few other nodes
   */
  record Evacuation(SortedMap<ShardId, List<NodeId>> sets, SortedSet<ShardId> stuck) {}

  /**
   * @param away nodes that nothing is put on
   */
  ShardPlanner(ClusterImage image, Set<NodeId> away) {
    this.image = image;
    this.holders =
        image.nodes().values().stream()
            .filter(node -> image.duty(node.id()).holds() && !away.contains(node.id()))
            .toList();
    this.leaders = holders.stream().map(NodeImage::id).toList();
    this.fixed = changingFactor(image);
    image
        .placements()
        .forEach(
            (shard, placed) ->
                present.put(shard, image.move(shard).map(ShardMove::target).orElse(placed)));
  }

  /** The shards that topics leave or enter with a change of their replication factor. */
  static Set<ShardId> changingFactor(ClusterImage image) {
    Set<ShardId> shards = new HashSet<>();
    image
        .factorChanges()
        .forEach(
            (id, change) -> {
              shards.addAll(change.shards());
              image.topic(id).ifPresent(topic -> shards.addAll(topic.shards()));
            });
    return shards;
  }

  private List<NodeId> present(ShardId shard) {
    return present.getOrDefault(shard, List.of());
  }

  /** Everything evenly, with as little copying as that takes. */
  SortedMap<ShardId, List<NodeId>> balanced() {
    SortedMap<ShardId, List<NodeId>> wanted = new TreeMap<>();
    for (int factor : factors()) {
      ReplicaSpread replicas =
          replicas(holders, factor, (shard, node) -> !fixed.contains(shard) && isSettled(shard));
      replicas.separate();
      replicas.even();
      wanted.putAll(ordered(leaders, replicas.sets()));
    }
    return wanted;
  }

  SortedMap<ShardId, List<NodeId>> withEvenLeaders() {
    SortedMap<ShardId, List<NodeId>> wanted = new TreeMap<>();
    for (int factor : factors()) {
      wanted.putAll(ordered(leaders, ofFactor(factor)));
    }
    return wanted;
  }

  /** Everything that the node holds on others; nothing else moves, but others may lead. */
  Evacuation without(NodeId node) {
    List<NodeImage> others = holders.stream().filter(n -> !n.id().equals(node)).toList();
    List<NodeId> otherLeaders = others.stream().map(NodeImage::id).toList();
    Evacuation evacuation = new Evacuation(new TreeMap<>(), new TreeSet<>());
    for (int factor : factors()) {
      SortedMap<ShardId, List<NodeId>> before = ofFactor(factor);
      List<ShardId> concerned =
          before.keySet().stream()
              .filter(shard -> present(shard).contains(node) && !fixed.contains(shard))
              .toList();
      if (!concerned.isEmpty()) {
        ReplicaSpread spread = refilled(others, factor, node, concerned);
        SortedMap<ShardId, List<NodeId>> after = new TreeMap<>(before);
        for (ShardId shard : concerned) {
          if (spread.set(shard).size() == present(shard).size()) {
            after.put(shard, spread.set(shard));
          } else {
            evacuation.stuck().add(shard);
          }
        }
        evacuation.sets().putAll(ordered(otherLeaders, after));
      }
    }
    return evacuation;
  }

  private ReplicaSpread refilled(
      List<NodeImage> others, int factor, NodeId node, List<ShardId> concerned) {
    ReplicaSpread spread =
        replicas(
            others,
            factor,
            (shard, holder) -> concerned.contains(shard) && !present(shard).contains(holder));
    for (ShardId shard : concerned) {
      int size = present(shard).size();
      spread.evict(shard, node);
      spread.fill(shard, size);
    }
    spread.even();
    return spread;
  }

  private SortedMap<ShardId, List<NodeId>> ordered(
      List<NodeId> mayLead, Map<ShardId, List<NodeId>> sets) {
    LeaderSpread spread = new LeaderSpread(mayLead, sets, image::partitionsIn);
    spread.even();
    return spread.sets();
  }

  private ReplicaSpread replicas(
      List<NodeImage> nodes, int factor, BiPredicate<ShardId, NodeId> movable) {
    return new ReplicaSpread(nodes, ofFactor(factor), image::partitionsIn, movable);
  }

  private boolean isSettled(ShardId shard) {
    return image.move(shard).isEmpty();
  }

  private SortedSet<Integer> factors() {
    SortedSet<Integer> factors = new TreeSet<>();
    present.keySet().forEach(shard -> factors.add(shard.replicationFactor()));
    return factors;
  }

  private SortedMap<ShardId, List<NodeId>> ofFactor(int factor) {
    return new TreeMap<>(present.subMap(new ShardId(factor, 0), new ShardId(factor + 1, 0)));
  }

  /**
   * What leads to what was found for a node that goes. Whoever can leads at once in its stead, so
   * that it is not needed as a voter any longer.
   */
  Decision<ShardPlan> decision(Evacuation evacuation, NodeId node) {
    List<ClusterEvent> events = new ArrayList<>();
    evacuation
        .sets()
        .forEach(
            (shard, set) -> {
              List<NodeId> placed = image.replicas(shard);
              if (placed.size() > 1 && placed.getFirst().equals(node) && !set.contains(node)) {
                events.add(new ShardPlaced(shard, last(node, placed)));
              }
            });
    events.addAll(ShardDecisions.events(image.applyAll(events), evacuation.sets()));
    return decision(events);
  }

  private static List<NodeId> last(NodeId node, List<NodeId> set) {
    List<NodeId> ordered = new ArrayList<>(set);
    ordered.remove(node);
    ordered.add(node);
    return ordered;
  }

  /** What leads to these places. */
  Decision<ShardPlan> decision(Map<ShardId, List<NodeId>> wanted) {
    return decision(ShardDecisions.events(image, wanted));
  }

  /** Says what of it is copying and what is not. */
  private Decision<ShardPlan> decision(List<ClusterEvent> events) {
    List<ShardMove> moves = new ArrayList<>();
    List<ShardId> reordered = new ArrayList<>();
    for (ClusterEvent event : events) {
      if (event instanceof ShardMoveStarted(var shard, var target)) {
        moves.add(new ShardMove(shard, image.replicas(shard), target));
      } else if (event instanceof ShardPlaced(var shard, var replicas)) {
        reordered.add(shard);
      }
    }
    return Decision.of(events, new ShardPlan(moves, reordered));
  }
}
