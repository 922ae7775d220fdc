package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.CLUSTER;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterDelta.Applied;
import io.tukki.core.cluster.ClusterEvent.PartitionsAdded;
import io.tukki.core.cluster.ClusterEvent.TopicConfigAltered;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClusterImageTest {

  private static final ShardId SHARD = new ShardId(1, 7);

  @Test
  void beforeAnythingHappenedThereIsNothing() {
    ClusterImage image = ClusterImage.unformed(CLUSTER);

    assertThat(image.version()).isZero();
    assertThat(image.isFormed()).isFalse();
    assertThat(image.clusterId()).isEqualTo(CLUSTER);
    assertThat(image.topics()).isEmpty();
    assertThat(image.replicas(SHARD)).isEmpty();
  }

  @Test
  void aTopicIsFoundByNameAndById() {
    ClusterImage image = with(ofNodes(1), spec("orders", 6, 1), topicId(1));

    TopicImage topic = image.topic("orders").orElseThrow();
    assertThat(image.topic(topicId(1))).contains(topic);
    assertThat(topic.partitionCount()).isEqualTo(6);
    assertThat(image.partitionCount()).isEqualTo(6);
    assertThat(topic.shards())
        .allSatisfy(
            shard -> {
              assertThat(image.replicas(shard)).containsExactly(new NodeId(1));
              assertThat(image.partitionsIn(shard)).isEqualTo(1);
            });
  }

  @Test
  void anImageStaysWhatItIsWhenANewerOneIsMade() {
    ClusterImage before = with(ofNodes(1), spec("a", 1, 1), topicId(1));

    ClusterImage after = with(before, spec("b", 1, 1), topicId(2));

    assertThat(before.topic("b")).isEmpty();
    assertThat(after.topics()).extracting(TopicImage::name).containsExactly("a", "b");
    assertThat(after.version()).isEqualTo(before.version() + 1);
  }

  @Test
  void partitionsAreAddedBehindTheExisting() {
    ClusterImage before = with(ofNodes(1), spec("a", 2, 1), topicId(1));

    ClusterImage after = before.apply(new PartitionsAdded(topicId(1), List.of(SHARD)));

    TopicImage topic = after.topic("a").orElseThrow();
    assertThat(topic.partitionCount()).isEqualTo(3);
    assertThat(topic.shards().getLast()).isEqualTo(SHARD);
    assertThat(after.partitionsIn(SHARD)).isEqualTo(1);
    assertThat(after.partitionCount()).isEqualTo(3);
  }

  @Test
  void configurationIsReplacedAsAWhole() {
    ClusterImage image =
        with(ofNodes(1), spec("a", 1, 1), topicId(1))
            .apply(new TopicConfigAltered(topicId(1), Map.of("retention.ms", "5")))
            .apply(new TopicConfigAltered(topicId(1), Map.of("segment.ms", "6")));

    TopicConfig config = image.topic("a").orElseThrow().config();
    assertThat(config.overrides()).containsOnlyKeys("segment.ms");
    assertThat(config.log().segmentMs()).isEqualTo(6);
    assertThat(config.log().retentionMs()).isEqualTo(OptionalLong.of(604_800_000));
  }

  @Test
  void aDeletedTopicLeavesNothingBehind() {
    ClusterImage before = with(ofNodes(1), spec("a.b", 70, 1), topicId(1));

    ClusterImage after = before.apply(new TopicDeleted(topicId(1)));

    assertThat(after.topic("a.b")).isEmpty();
    assertThat(after.topic(topicId(1))).isEmpty();
    assertThat(after.topicCollidingWith("a_b")).isEmpty();
    assertThat(after.partitionCount()).isZero();
    assertThat(after.placements().keySet())
        .allSatisfy(shard -> assertThat(after.partitionsIn(shard)).isZero());
  }

  @Test
  void historyIsNeverRefused() {
    ClusterImage image =
        ofNodes(1)
            .apply(new TopicDeleted(topicId(9)))
            .apply(new PartitionsAdded(topicId(9), List.of(SHARD)))
            .apply(new TopicConfigAltered(topicId(9), Map.of()))
            .apply(new TopicCreated(topicId(1), "a", 1, List.of(SHARD), Map.of("?", "?")))
            .apply(new TopicCreated(topicId(2), "a", 1, List.of(SHARD), Map.of()));

    assertThat(image.version()).isEqualTo(ofNodes(1).version() + 5);
    assertThat(image.topics()).extracting(TopicImage::id).containsExactly(topicId(2));
    assertThat(image.topic(topicId(1))).isEmpty();
    assertThat(image.partitionsIn(SHARD)).isEqualTo(1);
  }

  @Test
  void topicsArePagedByName() {
    ClusterImage image = ofNodes(1);
    for (String name : List.of("b", "a", "c")) {
      image = with(image, spec(name, 1, 1), topicId(name.charAt(0)));
    }

    assertThat(image.topicsAfter("a")).extracting(TopicImage::name).containsExactly("b", "c");
    assertThat(image.topicsAfter("aa")).extracting(TopicImage::name).containsExactly("b", "c");
    assertThat(image.topicsAfter("c")).isEmpty();
  }

  @Test
  void namesThatDifferInDotsAndUnderscoresCollide() {
    ClusterImage image = with(ofNodes(1), spec("a.b_c", 1, 1), topicId(1));

    assertThat(image.topicCollidingWith("a_b.c")).isPresent();
    assertThat(image.topicCollidingWith("a.b_c")).isEmpty();
    assertThat(image.topicCollidingWith("a-b-c")).isEmpty();
  }

  @Test
  void aDeltaBringsAnImageToItsEndHoweverMuchTheImageKnows() {
    ClusterImage start = ofNodes(1);
    List<ClusterEvent> events =
        List.of(
            new TopicCreated(topicId(1), "a", 1, List.of(SHARD), Map.of()),
            new PartitionsAdded(topicId(1), List.of(SHARD)),
            new TopicConfigAltered(topicId(1), Map.of("segment.ms", "6")));
    ClusterDelta delta = new ClusterDelta(start.version(), events);
    ClusterImage end = start.applyAll(events);

    for (int known = 0; known <= events.size(); known++) {
      assertThat(delta.applyTo(start.applyAll(events.subList(0, known))))
          .isEqualTo(new Applied.Current(end));
    }
    ClusterImage beyond = end.apply(new TopicDeleted(topicId(1)));
    assertThat(delta.applyTo(beyond)).isEqualTo(new Applied.Current(beyond));
    assertThat(delta.toVersion()).isEqualTo(end.version());
  }

  @Test
  void aDeltaFromBeyondTheImageIsAGap() {
    ClusterImage image = ofNodes(1);
    ClusterDelta delta =
        new ClusterDelta(image.version() + 1, List.of(new TopicDeleted(topicId(1))));

    assertThat(delta.applyTo(image))
        .isEqualTo(new Applied.Gap(image.version(), image.version() + 1));
  }
}
