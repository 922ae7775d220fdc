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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Puts the nodes of replica sets in order, so that each node is the first, and so the preferred
 * leader, of about as many shards as every other. No set gains or loses a node. Lives as long as
 * one plan.
 */
final class LeaderSpread implements EvenOut.Board {

  private final Set<NodeId> leaders;
  private final ToIntFunction<ShardId> weight;
  private NavigableMap<ShardId, List<NodeId>> sets;
  private NavigableMap<ShardId, List<NodeId>> committed = Collections.emptyNavigableMap();

  /**
   * @param leaders those that may lead
   * @param weight how many partitions a shard has
   */
  LeaderSpread(
      Collection<NodeId> leaders, Map<ShardId, List<NodeId>> sets, ToIntFunction<ShardId> weight) {
    this.leaders = new TreeSet<>(leaders);
    this.sets = new TreeMap<>(sets);
    this.weight = weight;
  }

  NavigableMap<ShardId, List<NodeId>> sets() {
    return Collections.unmodifiableNavigableMap(sets);
  }

  List<NodeId> set(ShardId shard) {
    return sets.getOrDefault(shard, List.of());
  }

  /**
   * For sets whose order means nothing yet: each gets the leader that leads least so far, and least
   * of those shards that the same others hold, so that every leader has all others for followers.
   */
  void choose(Collection<ShardId> shards) {
    Map<NodeId, Integer> led = new HashMap<>();
    Map<NodeId, Map<NodeId, Integer>> followed = new HashMap<>();
    for (ShardId shard : shards) {
      List<NodeId> set = set(shard);
      set.stream()
          .filter(leaders::contains)
          .min(
              Comparator.<NodeId>comparingInt(node -> led.getOrDefault(node, 0))
                  .thenComparingInt(node -> times(followed.getOrDefault(node, Map.of()), set))
                  .thenComparing(Comparator.naturalOrder()))
          .ifPresent(
              leader -> {
                lead(shard, leader);
                led.merge(leader, 1, Integer::sum);
                Map<NodeId, Integer> followers =
                    followed.computeIfAbsent(leader, node -> new HashMap<>());
                set.forEach(node -> followers.merge(node, 1, Integer::sum));
              });
    }
  }

  private static int times(Map<NodeId, Integer> counts, List<NodeId> set) {
    return set.stream().mapToInt(node -> counts.getOrDefault(node, 0)).sum();
  }

  /** Changes as few leaders as evens out how many shards each node leads. */
  void even() {
    commit();
    EvenOut.run(this);
  }

  /**
   * Orders the followers of these shards so that those of one leader take turns in being the first:
   * it is they who lead when the leader is gone.
   */
  void orderFollowers(Collection<ShardId> shards) {
    Map<NodeId, Map<NodeId, Integer>> seconds = new HashMap<>();
    sets.forEach(
        (shard, set) -> {
          if (!shards.contains(shard) && set.size() > 1) {
            count(seconds, set);
          }
        });
    for (ShardId shard : shards) {
      List<NodeId> set = set(shard);
      if (set.size() > 1) {
        Map<NodeId, Integer> turns = seconds.getOrDefault(set.getFirst(), Map.of());
        List<NodeId> ordered = new ArrayList<>(set.subList(1, set.size()));
        ordered.sort(
            Comparator.<NodeId>comparingInt(node -> turns.getOrDefault(node, 0))
                .thenComparing(Comparator.naturalOrder()));
        ordered.addFirst(set.getFirst());
        sets.put(shard, ordered);
        count(seconds, ordered);
      }
    }
  }

  private static void count(Map<NodeId, Map<NodeId, Integer>> seconds, List<NodeId> set) {
    seconds
        .computeIfAbsent(set.getFirst(), leader -> new HashMap<>())
        .merge(set.get(1), 1, Integer::sum);
  }

  private void lead(ShardId shard, NodeId leader) {
    sets.put(shard, ledBy(leader, set(shard)));
  }

  /** The same set with this node first; the others keep their order. */
  static List<NodeId> ledBy(NodeId leader, List<NodeId> set) {
    List<NodeId> ordered = new ArrayList<>(set);
    ordered.remove(leader);
    ordered.addFirst(leader);
    return ordered;
  }

  @Override
  public Collection<NodeId> nodes() {
    return leaders;
  }

  @Override
  public int load(NodeId node) {
    return (int) sets.values().stream().filter(set -> set.getFirst().equals(node)).count();
  }

  private int partitions(NodeId leader) {
    return sets.entrySet().stream()
        .filter(entry -> entry.getValue().getFirst().equals(leader))
        .mapToInt(entry -> weight.applyAsInt(entry.getKey()))
        .sum();
  }

  @Override
  public SortedSet<NodeId> reachableFrom(NodeId node) {
    SortedSet<NodeId> reachable = new TreeSet<>();
    for (List<NodeId> set : sets.values()) {
      if (set.getFirst().equals(node)) {
        set.stream().skip(1).filter(leaders::contains).forEach(reachable::add);
      }
    }
    return reachable;
  }

  /** Of the shards that may go, the one whose partitions even out the two nodes' best. */
  @Override
  public boolean shift(NodeId from, NodeId to) {
    int surplus = partitions(from) - partitions(to);
    Optional<ShardId> shard =
        sets.entrySet().stream()
            .filter(entry -> entry.getValue().getFirst().equals(from))
            .filter(entry -> entry.getValue().contains(to))
            .map(Map.Entry::getKey)
            .min(
                Comparator.<ShardId>comparingInt(
                        candidate -> Math.abs(surplus - 2 * weight.applyAsInt(candidate)))
                    .thenComparing(Comparator.naturalOrder()));
    shard.ifPresent(found -> lead(found, to));
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
}
