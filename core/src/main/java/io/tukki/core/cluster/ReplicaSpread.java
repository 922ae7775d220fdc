package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/**
 * Says which nodes hold the shards of one replication factor: in different racks first, then
 * evenly. A node without a rack is a rack of its own. The same input always gives the same sets.
 * Order in a set means nothing here; {@link LeaderSpread} makes it. Lives as long as one plan.
 */
final class ReplicaSpread implements EvenOut.Board {

  private final NavigableMap<NodeId, String> racks = new TreeMap<>();
  private final Map<String, Integer> rackSizes = new HashMap<>();
  private final ToIntFunction<ShardId> weight;
  private final BiPredicate<ShardId, NodeId> movable;
  private NavigableMap<ShardId, List<NodeId>> sets;
  private NavigableMap<ShardId, List<NodeId>> committed = Collections.emptyNavigableMap();

  /**
   * @param nodes those that may hold replicas; what sets have besides is left alone and not counted
   * @param sets as they are
   * @param weight how many partitions a shard has
   * @param movable whether a shard's replica on a node may be shifted to even things out
   */
  ReplicaSpread(
      Collection<NodeImage> nodes,
      Map<ShardId, List<NodeId>> sets,
      ToIntFunction<ShardId> weight,
      BiPredicate<ShardId, NodeId> movable) {
    for (NodeImage node : nodes) {
      String rack = rackOf(node);
      racks.put(node.id(), rack);
      rackSizes.merge(rack, 1, Integer::sum);
    }
    this.sets = new TreeMap<>(sets);
    this.weight = weight;
    this.movable = movable;
  }

  /** The bar keeps it apart from the names that people give. */
  static String rackOf(NodeImage node) {
    return node.rack().orElse("|" + node.id());
  }

  NavigableMap<ShardId, List<NodeId>> sets() {
    return Collections.unmodifiableNavigableMap(sets);
  }

  List<NodeId> set(ShardId shard) {
    return sets.getOrDefault(shard, List.of());
  }

  void evict(ShardId shard, NodeId node) {
    sets.put(shard, without(set(shard), node));
  }

  /** Adds nodes behind those that the set has, until it is full or there are no more. */
  void fill(ShardId shard, int size) {
    List<NodeId> set = new ArrayList<>(set(shard));
    sets.put(shard, set);
    for (Optional<NodeId> node = best(set); node.isPresent() && set.size() < size; ) {
      set.add(node.get());
      node = best(set);
    }
  }

  /** Puts replicas of one shard into different racks where they are not and can be. */
  void separate() {
    for (ShardId shard : sets.keySet()) {
      for (NodeId node : List.copyOf(set(shard))) {
        List<NodeId> others = without(set(shard), node);
        if (movable.test(shard, node) && racks.containsKey(node)) {
          best(others)
              .filter(better -> mates(others, better) < mates(others, node))
              .ifPresent(better -> sets.put(shard, with(others, better)));
        }
      }
    }
  }

  /** Shifts as little as evens out how many replicas nodes have, and no rack's share of a set. */
  void even() {
    commit();
    EvenOut.run(this);
  }

  private Optional<NodeId> best(List<NodeId> set) {
    Map<NodeId, Integer> loads = new HashMap<>();
    Map<String, Integer> rackLoads = new HashMap<>();
    Map<NodeId, Integer> shared = new HashMap<>();
    for (List<NodeId> other : sets.values()) {
      long common = other.stream().filter(set::contains).count();
      for (NodeId node : other) {
        if (racks.containsKey(node)) {
          loads.merge(node, 1, Integer::sum);
          rackLoads.merge(rack(node), 1, Integer::sum);
          shared.merge(node, (int) common, Integer::sum);
        }
      }
    }
    return racks.keySet().stream()
        .filter(node -> !set.contains(node))
        .min(
            Comparator.<NodeId>comparingInt(node -> mates(set, node))
                .thenComparingDouble(
                    node ->
                        (double) rackLoads.getOrDefault(rack(node), 0)
                            / rackSizes.getOrDefault(rack(node), 1))
                .thenComparingInt(node -> loads.getOrDefault(node, 0))
                // Whoever shares least with the others: so a dead node's load falls on all.
                .thenComparingInt(node -> shared.getOrDefault(node, 0))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many of a set are in the node's rack. */
  private int mates(List<NodeId> set, NodeId node) {
    return (int)
        set.stream().filter(racks::containsKey).filter(n -> rack(n).equals(rack(node))).count();
  }

  private String rack(NodeId node) {
    return racks.getOrDefault(node, "");
  }

  @Override
  public Collection<NodeId> nodes() {
    return racks.keySet();
  }

  @Override
  public int load(NodeId node) {
    return (int) sets.values().stream().filter(set -> set.contains(node)).count();
  }

  private int partitions(NodeId node) {
    return sets.entrySet().stream()
        .filter(entry -> entry.getValue().contains(node))
        .mapToInt(entry -> weight.applyAsInt(entry.getKey()))
        .sum();
  }

  @Override
  public SortedSet<NodeId> reachableFrom(NodeId node) {
    SortedSet<NodeId> reachable = new TreeSet<>();
    for (ShardId shard : sets.keySet()) {
      for (NodeId to : racks.keySet()) {
        if (canShift(shard, node, to)) {
          reachable.add(to);
        }
      }
    }
    return reachable;
  }

  private boolean canShift(ShardId shard, NodeId from, NodeId to) {
    List<NodeId> set = set(shard);
    if (!set.contains(from) || set.contains(to) || !movable.test(shard, from)) {
      return false;
    }
    List<NodeId> others = without(set, from);
    return mates(others, to) <= mates(others, from);
  }

  /** Of the shards that may go, the one whose partitions even out the two nodes' best. */
  @Override
  public boolean shift(NodeId from, NodeId to) {
    int surplus = partitions(from) - partitions(to);
    Optional<ShardId> shard =
        sets.keySet().stream()
            .filter(candidate -> canShift(candidate, from, to))
            .min(
                Comparator.<ShardId>comparingInt(
                        candidate -> Math.abs(surplus - 2 * weight.applyAsInt(candidate)))
                    .thenComparing(Comparator.naturalOrder()));
    shard.ifPresent(found -> sets.put(found, with(without(set(found), from), to)));
    return shard.isPresent();
  }

  @Override
  public void rollBack() {
    sets = new TreeMap<>(committed);
  }

  @Override
  public void commit() {
    committed = new TreeMap<>(sets);
  }

  private static List<NodeId> without(List<NodeId> set, NodeId node) {
    return new ArrayList<>(set.stream().filter(other -> !other.equals(node)).toList());
  }

  private static List<NodeId> with(List<NodeId> set, NodeId node) {
    List<NodeId> more = new ArrayList<>(set);
    more.add(node);
    return more;
  }
}
