package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardDealerTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void whateverTopicsAreCreatedLeadersAndShardsAreEvenToWithinOne(int nodes) {
    for (long seed = 0; seed < 20; seed++) {
      ClusterImage image = ofNodes(nodes);
      Random random = new Random(seed);
      for (int topic = 0; topic < 30; topic++) {
        image = with(image, spec("t" + topic, 1 + random.nextInt(150), 1), topicId(topic));

        assertThat(spread(leaders(image, image.topic("t" + topic).orElseThrow().shards())))
            .as("one topic's leaders, seed %d topic %d", seed, topic)
            .isLessThanOrEqualTo(1);
        assertThat(spread(leaderLoad(image).values()))
            .as("all leaders, seed %d topic %d", seed, topic)
            .isLessThanOrEqualTo(1);
        assertShardsOfEachLeaderAreEven(image, seed);
      }
    }
  }

  @Test
  void oneTopicsPartitionsGoToDifferentNodesFirst() {
    ClusterImage image = with(ofNodes(3), spec("a", 3, 3), topicId(1));

    assertThat(leaders(image, image.topic("a").orElseThrow().shards()))
        .containsExactlyInAnyOrder(1, 1, 1);
  }

  @Test
  void addedPartitionsFillWhatTheTopicLeftFree() {
    ClusterImage image = with(ofNodes(2), spec("a", 1, 1), topicId(1));
    List<ShardId> existing = image.topic("a").orElseThrow().shards();

    List<ShardId> added = ShardDealer.deal(image, 1, existing, 119);

    Map<ShardId, Integer> ofTopic = new HashMap<>();
    existing.forEach(shard -> ofTopic.merge(shard, 1, Integer::sum));
    added.forEach(shard -> ofTopic.merge(shard, 1, Integer::sum));
    assertThat(ofTopic).hasSize(60);
    assertThat(ofTopic.values()).containsOnly(2);
  }

  @Test
  void anAddedPartitionGoesToTheNodeThatLeadsFewestOfTheTopicHoweverLoaded() {
    ClusterImage image = with(ofNodes(2), spec("a", 1, 1), topicId(1));
    NodeId first = image.replicas(image.topic("a").orElseThrow().shards().getFirst()).getFirst();
    List<ShardId> othersShards =
        image.placements().keySet().stream()
            .filter(shard -> !image.replicas(shard).getFirst().equals(first))
            .toList();
    ClusterImage lopsided =
        image.apply(new TopicCreated(topicId(2), "b", 1, othersShards, Map.of()));

    List<ShardId> added = ShardDealer.deal(lopsided, 1, image.topic("a").orElseThrow().shards(), 1);

    assertThat(othersShards).containsAll(added);
  }

  @Test
  void anAddedPartitionGoesToAShardWithoutTheTopicHoweverFull() {
    ClusterImage image = with(ofNodes(1), spec("a", 1, 1), topicId(1));
    ShardId own = image.topic("a").orElseThrow().shards().getFirst();
    List<ShardId> others =
        image.placements().keySet().stream().filter(shard -> !shard.equals(own)).toList();
    ClusterImage lopsided =
        image
            .apply(new TopicCreated(topicId(2), "b", 1, others, Map.of()))
            .apply(new TopicCreated(topicId(3), "c", 1, others, Map.of()));

    assertThat(ShardDealer.deal(lopsided, 1, List.of(own), 1)).doesNotContain(own);
  }

  @Test
  void aNodesLoadIsAllThatItLeadsWhateverTheReplicationFactor() {
    ClusterImage image = with(ofNodes(3), spec("single", 1, 1), topicId(1));

    ClusterImage after = with(image, spec("triple", 2, 3), topicId(2));

    assertThat(leaderLoad(after).values()).containsExactlyInAnyOrder(1, 1, 1);
  }

  @Test
  void theSameImageDealsTheSame() {
    ClusterImage image = with(ofNodes(3), spec("a", 17, 2), topicId(1));

    assertThat(ShardDealer.deal(image, 2, List.of(), 50))
        .isEqualTo(ShardDealer.deal(image, 2, List.of(), 50));
  }

  private static void assertShardsOfEachLeaderAreEven(ClusterImage image, long seed) {
    Map<NodeId, List<Integer>> byLeader = new HashMap<>();
    IntStream.range(0, image.shardsPerReplicationFactor())
        .mapToObj(number -> new ShardId(1, number))
        .forEach(
            shard ->
                byLeader
                    .computeIfAbsent(image.replicas(shard).getFirst(), node -> new ArrayList<>())
                    .add(image.partitionsIn(shard)));
    byLeader.forEach(
        (leader, counts) ->
            assertThat(spread(counts))
                .as("shards of node %s, seed %d", leader, seed)
                .isLessThanOrEqualTo(1));
  }

  /** How many of the shards each node leads; nodes that lead none count as well. */
  private static Collection<Integer> leaders(ClusterImage image, List<ShardId> shards) {
    Map<NodeId, Integer> led = new HashMap<>();
    image.nodes().keySet().forEach(node -> led.put(node, 0));
    shards.forEach(shard -> led.merge(image.replicas(shard).getFirst(), 1, Integer::sum));
    return led.values();
  }

  private static Map<NodeId, Integer> leaderLoad(ClusterImage image) {
    Map<NodeId, Integer> load = new HashMap<>();
    image.nodes().keySet().forEach(node -> load.put(node, 0));
    image
        .placements()
        .forEach(
            (shard, replicas) ->
                load.merge(replicas.getFirst(), image.partitionsIn(shard), Integer::sum));
    return load;
  }

  private static int spread(Collection<Integer> counts) {
    return Collections.max(counts) - Collections.min(counts);
  }
}
