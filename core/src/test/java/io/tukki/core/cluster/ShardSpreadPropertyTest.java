package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.RULES;
import static io.tukki.core.cluster.Clusters.node;
import static io.tukki.core.cluster.Clusters.registration;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Replicas and leaders: apart from each other, even, and moved no more than that takes. */
class ShardSpreadPropertyTest {

  @Property(tries = 300)
  void shardsAreSpreadEvenlyOverNodesAndApartOverRacks(
      @ForAll @IntRange(min = 1, max = 4) int factor,
      @ForAll @IntRange(min = 1, max = 5) int racks,
      @ForAll @IntRange(min = 1, max = 4) int nodesPerRack,
      @ForAll @IntRange(min = 1, max = 120) int shards) {
    Assume.that(factor <= racks * nodesPerRack);
    List<NodeImage> nodes = nodes(racks, nodesPerRack);

    Map<ShardId, List<NodeId>> sets = sets(ShardPlacement.place(factor, shards, nodes));

    assertThat(sets).hasSize(shards);
    assertEven(sets, nodes);
    assertApart(sets, nodes, Math.min(factor, racks));
    assertThat(sets(ShardPlacement.place(factor, shards, nodes))).isEqualTo(sets);
  }

  @Property(tries = 300)
  void racksOfAnySizesAreKeptApart(
      @ForAll @IntRange(min = 1, max = 4) int factor,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 4) Integer> sizes) {
    List<NodeImage> nodes = new ArrayList<>();
    for (int rack = 0; rack < sizes.size(); rack++) {
      for (int member = 0; member < sizes.get(rack); member++) {
        nodes.add(inRack(nodes.size() + 1, "rack-" + rack));
      }
    }
    Assume.that(factor <= nodes.size());

    Map<ShardId, List<NodeId>> sets = sets(ShardPlacement.place(factor, 60, nodes));

    assertApart(sets, nodes, Math.min(factor, sizes.size()));
  }

  @Property(tries = 200)
  void balancingAfterNodesJoinedCopiesExactlyWhatTheyMustGet(
      @ForAll @IntRange(min = 1, max = 3) int factor,
      @ForAll @IntRange(min = 0, max = 4) int more,
      @ForAll @IntRange(min = 1, max = 4) int joining) {
    int before = factor + more;
    ClusterImage image = with(Clusters.ofNodes(before), spec("a", 7, factor), topicId(1));
    image = joined(image, before + 1, before + joining);

    Decision<ShardPlan> decision = new ShardDecisions(image, Set.of()).balance();

    Map<ShardId, List<NodeId>> wanted = targets(image.applyAll(decision.events()));
    assertEven(wanted, List.copyOf(image.nodes().values()));
    int copied = 0;
    for (ShardId shard : wanted.keySet()) {
      Set<NodeId> gained = new HashSet<>(wanted.get(shard));
      gained.removeAll(image.replicas(shard));
      copied += gained.size();
      assertThat(gained).allSatisfy(node -> assertThat(node.value()).isGreaterThan(before));
    }
    int even = 60 * factor / (before + joining);
    assertThat(copied).isBetween(joining * even, joining * (even + 1));
    ClusterImage arrived = arrive(image.applyAll(decision.events()));
    assertThat(new ShardDecisions(arrived, Set.of()).balance().events()).isEmpty();
  }

  @Property(tries = 200)
  void balancingKeepsRacksApartAndEvensThemOut(
      @ForAll @IntRange(min = 1, max = 3) int factor,
      @ForAll @IntRange(min = 1, max = 3) int perRack) {
    ClusterImage image = ClusterImage.unformed(Clusters.CLUSTER);
    image = registered(image, nodes(3, perRack));
    image = with(image, spec("a", 7, factor), topicId(1));
    image = registered(image, nodes(3, perRack + 1));

    Decision<ShardPlan> decision = new ShardDecisions(image, Set.of()).balance();

    Map<ShardId, List<NodeId>> wanted = targets(image.applyAll(decision.events()));
    assertEven(wanted, List.copyOf(image.nodes().values()));
    assertApart(wanted, List.copyOf(image.nodes().values()), factor);
  }

  @Property(tries = 200)
  void aNodeThatGoesGivesToAllOthersAndNothingElseIsCopied(
      @ForAll @IntRange(min = 1, max = 3) int factor,
      @ForAll @IntRange(min = 1, max = 4) int more,
      @ForAll @IntRange(min = 0, max = 6) int which) {
    int count = factor + more;
    ClusterImage image = with(Clusters.ofNodes(count), spec("a", 7, factor), topicId(1));
    NodeId leaving = new NodeId(1 + which % count);

    Decision<ShardPlan> decision =
        new NodeDecisions(image, RULES).decommission(leaving, Set.of(), Set.of());

    ClusterImage after = image.applyAll(decision.events());
    Map<ShardId, List<NodeId>> wanted = targets(after);
    wanted.forEach(
        (shard, set) -> {
          assertThat(set).doesNotContain(leaving).doesNotHaveDuplicates().hasSize(factor);
          if (!image.replicas(shard).contains(leaving)) {
            assertThat(Set.copyOf(set)).isEqualTo(Set.copyOf(image.replicas(shard)));
          }
        });
    assertEven(
        wanted,
        image.nodes().values().stream().filter(node -> !node.id().equals(leaving)).toList());
    ClusterImage gone = arrive(after);
    gone = gone.applyAll(new NodeDecisions(gone, RULES).tend(Set.of(), Set.of(), Set.of()));
    assertThat(gone.nodes()).doesNotContainKey(leaving);
    assertThat(gone.removedNodes()).containsKey(leaving);
  }

  /** Lets every move take all its steps. */
  private static ClusterImage arrive(ClusterImage image) {
    ClusterImage now = image;
    for (int step = 0; step < 2; step++) {
      for (Relocation what : Relocation.underWay(now)) {
        ClusterImage before = now;
        now =
            before.applyAll(
                new ShardDecisions(before, Set.of())
                    .advance(what, what.votersIn(before).orElseThrow())
                    .events());
      }
    }
    assertThat(now.moves()).isEmpty();
    return now;
  }

  private static Map<ShardId, List<NodeId>> targets(ClusterImage image) {
    Map<ShardId, List<NodeId>> targets = new HashMap<>(image.placements());
    image.moves().forEach(move -> targets.put(move.shard(), move.target()));
    return targets;
  }

  private static ClusterImage joined(ClusterImage image, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .boxed()
        .reduce(
            image,
            (now, number) ->
                now.applyAll(new NodeDecisions(now, RULES).register(registration(number)).events()),
            (one, other) -> other);
  }

  private static ClusterImage registered(ClusterImage image, List<NodeImage> nodes) {
    ClusterImage now = image;
    for (NodeImage node : nodes) {
      now =
          now.applyAll(
              new NodeDecisions(now, RULES)
                  .register(new NodeRegistration(Clusters.CLUSTER, node))
                  .events());
    }
    return now;
  }

  /** Numbered round the racks, so that there may be more of them in each later on. */
  private static List<NodeImage> nodes(int racks, int perRack) {
    return IntStream.range(0, racks * perRack)
        .mapToObj(index -> inRack(index + 1, "rack-" + index % racks))
        .toList();
  }

  private static NodeImage inRack(int number, String rack) {
    NodeImage bare = node(number);
    return new NodeImage(bare.id(), bare.directory(), bare.endpoints(), Optional.of(rack));
  }

  private static Map<ShardId, List<NodeId>> sets(List<ClusterEvent> placed) {
    Map<ShardId, List<NodeId>> sets = new HashMap<>();
    placed.stream()
        .map(ShardPlaced.class::cast)
        .forEach(shard -> sets.put(shard.shard(), shard.replicas()));
    return sets;
  }

  private static void assertEven(Map<ShardId, List<NodeId>> sets, List<NodeImage> nodes) {
    Map<NodeId, Integer> led = new HashMap<>();
    Map<NodeId, Integer> held = new HashMap<>();
    nodes.forEach(
        node -> {
          led.put(node.id(), 0);
          held.put(node.id(), 0);
        });
    for (List<NodeId> set : sets.values()) {
      led.merge(set.getFirst(), 1, Integer::sum);
      set.forEach(node -> held.merge(node, 1, Integer::sum));
    }
    assertThat(spread(held.values())).as("replicas %s", held).isLessThanOrEqualTo(1);
    assertThat(spread(led.values())).as("leaders %s", led).isLessThanOrEqualTo(1);
  }

  private static void assertApart(
      Map<ShardId, List<NodeId>> sets, List<NodeImage> nodes, int racks) {
    Map<NodeId, String> rackOf = new HashMap<>();
    nodes.forEach(node -> rackOf.put(node.id(), node.rack().orElseThrow()));
    sets.forEach(
        (shard, set) ->
            assertThat(set.stream().map(rackOf::get).distinct().count())
                .as("racks of %s on %s", shard, set)
                .isEqualTo(racks));
  }

  private static int spread(Collection<Integer> counts) {
    return Collections.max(counts) - Collections.min(counts);
  }
}
