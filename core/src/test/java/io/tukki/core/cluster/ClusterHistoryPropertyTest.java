package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.CLUSTER;
import static io.tukki.core.cluster.Clusters.RULES;
import static io.tukki.core.cluster.Clusters.registration;
import static io.tukki.core.cluster.Clusters.topicId;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests, sensible and not, against the decisions; the image must hold together. */
class ClusterHistoryPropertyTest {

  private static final String[] NAMES = {"a", "a.b", "a_b", "c", "D-1", "", "..", "x y", "é"};
  private static final String[] KEYS = {"retention.ms", "segment.bytes", "nonsense", "flush.ms"};
  private static final String[] VALUES = {"-1", "0", "100000", "x", ""};

  private final List<ClusterEvent> history = new ArrayList<>();
  private ClusterImage image = ClusterImage.unformed(CLUSTER);

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverIsAskedTheImageHoldsTogether(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 200; step++) {
      Decision<?> decision = decide(random, step);
      history.addAll(decision.events());
      image = image.applyAll(decision.events());
    }

    assertThat(image.version()).isEqualTo(history.size());
    assertConsistent();
    assertThat(ClusterImage.unformed(CLUSTER).applyAll(history)).isEqualTo(image);
    assertThat(ClusterImage.of(CLUSTER, image.snapshot())).isEqualTo(image);
    int cut = random.nextInt(history.size());
    assertThat(
            new ClusterDelta(cut, history.subList(cut, history.size()))
                .applyTo(ClusterImage.unformed(CLUSTER).applyAll(history.subList(0, cut))))
        .isEqualTo(new ClusterDelta.Applied.Current(image));
  }

  private Decision<?> decide(Random random, int step) {
    TopicDecisions topics = new TopicDecisions(image, RULES);
    String name = NAMES[random.nextInt(NAMES.length)];
    ShardDecisions shards = new ShardDecisions(image, away(random));
    NodeDecisions nodes = new NodeDecisions(image, RULES);
    NodeId node = new NodeId(random.nextInt(1, 6));
    return switch (random.nextInt(16)) {
      case 0, 1 -> topics.create(spec(random, name), topicId(step));
      case 2 -> topics.addPartitions(name, random.nextInt(-1, 200));
      case 3 -> topics.alterConfigs(name, changes(random));
      case 4 -> topics.delete(name);
      case 5 -> topics.changeReplicationFactor(name, random.nextInt(0, 5));
      case 6 -> nodes.drain(node, random.nextBoolean(), away(random));
      case 7 -> nodes.decommission(node, away(random), Set.of());
      case 8 -> nodes.resume(node);
      case 9 -> shards.balance();
      case 10 -> shards.balanceLeaders();
      case 11 -> shards.replace(node);
      case 12 -> shards.move(shard(random), replicas(random), random.nextBoolean());
      case 13 -> advance(random, shards);
      case 14 -> Decision.of(nodes.tend(away(random), away(random), Set.of()), ShardPlan.NOTHING);
      default -> nodes.register(registration(random.nextInt(1, 6)));
    };
  }

  private static Set<NodeId> away(Random random) {
    return random.nextInt(3) == 0 ? Set.of(new NodeId(random.nextInt(1, 6))) : Set.of();
  }

  private static ShardId shard(Random random) {
    return new ShardId(random.nextInt(1, 4), random.nextInt(60));
  }

  private static List<NodeId> replicas(Random random) {
    return random.ints(random.nextInt(1, 4), 1, 6).mapToObj(NodeId::new).toList();
  }

  /** Some relocation takes its next step, or is reported with voters that it must not have. */
  private Decision<?> advance(Random random, ShardDecisions shards) {
    List<Relocation> underWay = Relocation.underWay(image);
    if (underWay.isEmpty()) {
      return shards.balanceLeaders();
    }
    Relocation what = underWay.get(random.nextInt(underWay.size()));
    Map<PartitionId, List<NodeId>> voters = new HashMap<>(what.votersIn(image).orElseThrow());
    Decision<?> right = shards.advance(what, voters);
    assertThat(right.events()).isNotEmpty();
    voters.put(new PartitionId(topicId(1_000_000), 0), List.of(new NodeId(1)));
    assertThat(shards.advance(what, voters).events()).isEmpty();
    return right;
  }

  private static TopicSpec spec(Random random, String name) {
    return new TopicSpec(
        name,
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(-1, 150)),
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(-1, 5)),
        random.nextBoolean() ? Map.of() : Map.of(key(random), value(random)));
  }

  private static Map<String, Optional<String>> changes(Random random) {
    Map<String, Optional<String>> changes = new HashMap<>();
    for (int change = random.nextInt(3); change > 0; change--) {
      changes.put(
          key(random), random.nextBoolean() ? Optional.empty() : Optional.of(value(random)));
    }
    return changes;
  }

  private static String key(Random random) {
    return KEYS[random.nextInt(KEYS.length)];
  }

  private static String value(Random random) {
    return VALUES[random.nextInt(VALUES.length)];
  }

  private void assertConsistent() {
    Map<ShardId, Integer> load = new HashMap<>();
    Set<String> collisionKeys = new HashSet<>();
    int partitions = 0;
    for (ShardMove move : image.moves()) {
      assertThat(move.target()).doesNotHaveDuplicates().hasSameSizeAs(Set.copyOf(move.target()));
      assertThat(move.target()).hasSize(move.shard().replicationFactor());
      assertThat(image.nodes().keySet()).containsAll(move.target());
    }
    image
        .removedNodes()
        .keySet()
        .forEach(
            removed -> {
              assertThat(image.nodes()).doesNotContainKey(removed);
              assertThat(image.placements().values())
                  .allSatisfy(set -> assertThat(set).doesNotContain(removed));
            });
    for (TopicImage topic : image.topics()) {
      assertThat(image.topic(topic.id())).contains(topic);
      assertThat(image.topic(topic.name())).contains(topic);
      assertThat(TopicName.check(topic.name())).isEmpty();
      assertThat(collisionKeys.add(TopicName.collisionKey(topic.name()))).isTrue();
      for (ShardId shard : topic.shards()) {
        assertThat(shard.replicationFactor()).isEqualTo(topic.replicationFactor());
        // In the first of two steps the old leader is one more.
        assertThat(image.replicas(shard))
            .doesNotHaveDuplicates()
            .hasSizeBetween(
                topic.replicationFactor(),
                topic.replicationFactor() + (image.move(shard).isPresent() ? 1 : 0));
        assertThat(image.nodes().keySet()).containsAll(image.replicas(shard));
        load.merge(shard, 1, Integer::sum);
      }
      partitions += topic.partitionCount();
    }
    assertThat(image.partitionCount()).isEqualTo(partitions);
    assertThat(image.topicCount()).isEqualTo(image.topics().size());
    image
        .placements()
        .keySet()
        .forEach(
            shard -> assertThat(image.partitionsIn(shard)).isEqualTo(load.getOrDefault(shard, 0)));
  }
}
