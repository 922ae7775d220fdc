package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.CLUSTER;
import static io.tukki.core.cluster.Clusters.RULES;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.PartitionsAdded;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.ClusterEvent.TopicConfigAltered;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Refusal.InvalidPartitionCount;
import io.tukki.core.result.Refusal.InvalidReplicationFactor;
import io.tukki.core.result.Refusal.InvalidTopicName;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.TopicExists;
import io.tukki.core.result.Refusal.UnknownTopic;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TopicDecisionsTest {

  private static final ClusterImage ONE_TOPIC = with(ofNodes(1), spec("orders", 4, 1), topicId(1));

  @Test
  void theFirstTopicOfAReplicationFactorPlacesItsShards() {
    Decision<TopicImage> decision = on(ofNodes(3)).create(spec("a", 6, 2), topicId(1));

    assertThat(decision.events().subList(0, 60))
        .allSatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        ShardPlaced.class, placed -> assertThat(placed.replicas()).hasSize(2)));
    assertThat(decision.events().getLast()).isInstanceOf(TopicCreated.class);
    assertThat(decision.events()).hasSize(61);
  }

  @Test
  void laterTopicsFindTheShardsWhereTheyAre() {
    assertThat(on(ONE_TOPIC).create(spec("b", 6, 1), topicId(2)).events())
        .hasExactlyElementsOfTypes(TopicCreated.class);
  }

  @Test
  void theAnswerIsTheTopicThatTheEventsMake() {
    TopicSpec spec =
        new TopicSpec("a", OptionalInt.of(5), OptionalInt.of(1), Map.of("segment.ms", "9"));

    Decision<TopicImage> decision = on(ONE_TOPIC).create(spec, topicId(2));

    assertThat(decision.result().orThrow())
        .isEqualTo(ONE_TOPIC.applyAll(decision.events()).topic("a").orElseThrow());
    assertThat(decision.result().orThrow().config().log().segmentMs()).isEqualTo(9);
  }

  @Test
  void whatIsNotSaidComesFromTheRules() {
    TopicSpec spec = new TopicSpec("a", OptionalInt.empty(), OptionalInt.empty(), Map.of());

    TopicImage topic = on(ONE_TOPIC).create(spec, topicId(2)).result().orThrow();

    assertThat(topic.partitionCount()).isEqualTo(RULES.defaultPartitions());
    assertThat(topic.replicationFactor()).isEqualTo(RULES.defaultReplicationFactor());
  }

  @Test
  void aTopicThatExistsIsNotCreatedAgain() {
    assertRefused(
        on(ONE_TOPIC).create(spec("orders", 4, 1), topicId(2)), new TopicExists("orders"));
  }

  @Test
  void aNameThatMetricsWouldMixUpIsRefused() {
    ClusterImage image = with(ofNodes(1), spec("a.b", 1, 1), topicId(1));

    assertThat(refusalOf(on(image).create(spec("a_b", 1, 1), topicId(2))))
        .isInstanceOf(InvalidTopicName.class)
        .extracting(Refusal::message)
        .asString()
        .contains("a.b", "a_b");
  }

  @Test
  void anIllegalNameIsRefused() {
    assertThat(refusalOf(on(ONE_TOPIC).create(spec("a b", 1, 1), topicId(2))))
        .isInstanceOf(InvalidTopicName.class);
  }

  @Test
  void partitionCountsOutOfBoundsAreRefused() {
    for (int partitions : new int[] {Integer.MIN_VALUE, -1, 0, 10_001, Integer.MAX_VALUE}) {
      assertThat(refusalOf(on(ONE_TOPIC).create(spec("a", partitions, 1), topicId(2))))
          .isInstanceOf(InvalidPartitionCount.class);
    }
    assertThat(on(ONE_TOPIC).create(spec("a", 10_000, 1), topicId(2)).result())
        .isInstanceOf(Result.Ok.class);
  }

  @Test
  void theClusterTakesSoManyPartitionsAndNoMore() {
    ClusterImage image = ofNodes(1);
    for (int topic = 0; topic < 5; topic++) {
      image = with(image, spec("t" + topic, 9_999, 1), topicId(topic));
    }

    assertThat(on(image).create(spec("a", 5, 1), topicId(9)).result())
        .isInstanceOf(Result.Ok.class);
    assertThat(refusalOf(on(image).create(spec("a", 6, 1), topicId(9))).message())
        .contains("max-partitions-per-cluster");
    assertThat(refusalOf(on(image).addPartitions("t0", 10_005)))
        .isInstanceOf(InvalidPartitionCount.class);
  }

  @Test
  void noCountIsTooLargeToBeRefused() {
    ClusterRules generous = new ClusterRules(60, 1, 1, Integer.MAX_VALUE, 50_000);

    assertThat(
            refusalOf(
                new TopicDecisions(ONE_TOPIC, generous)
                    .create(spec("a", Integer.MAX_VALUE, 1), topicId(2))))
        .isInstanceOf(InvalidPartitionCount.class);
  }

  @Test
  void moreReplicasThanNodesAreRefused() {
    assertThat(refusalOf(on(ofNodes(2)).create(spec("a", 1, 3), topicId(2))))
        .isInstanceOf(InvalidReplicationFactor.class);
    assertThat(refusalOf(on(ofNodes(2)).create(spec("a", 1, 0), topicId(2))))
        .isInstanceOf(InvalidReplicationFactor.class);
  }

  @Test
  void beforeAnyNodeHasRegisteredItIsTooEarly() {
    Refusal refusal =
        refusalOf(on(ClusterImage.unformed(CLUSTER)).create(spec("a", 1, 1), topicId(1)));

    assertThat(refusal).isInstanceOf(NotReady.class);
    assertThat(refusal.retriable()).isTrue();
  }

  @Test
  void aWrongConfigurationIsRefused() {
    TopicSpec spec =
        new TopicSpec("a", OptionalInt.of(1), OptionalInt.of(1), Map.of("segment.ms", "0"));

    assertThat(refusalOf(on(ONE_TOPIC).create(spec, topicId(2)))).isInstanceOf(InvalidConfig.class);
  }

  @Test
  void partitionsAreAddedUpToATotal() {
    Decision<TopicImage> decision = on(ONE_TOPIC).addPartitions("orders", 7);

    assertThat(decision.events())
        .singleElement()
        .isInstanceOfSatisfying(
            PartitionsAdded.class, added -> assertThat(added.shards()).hasSize(3));
    assertThat(decision.result().orThrow().partitionCount()).isEqualTo(7);
  }

  @Test
  void partitionsAreNeverTakenAway() {
    for (int total : new int[] {4, 3, 0, -1, Integer.MIN_VALUE}) {
      assertThat(refusalOf(on(ONE_TOPIC).addPartitions("orders", total)))
          .isInstanceOf(InvalidPartitionCount.class);
    }
  }

  @Test
  void configurationIsAltered() {
    Decision<TopicImage> decision =
        on(ONE_TOPIC).alterConfigs("orders", Map.of("retention.ms", Optional.of("5")));

    assertThat(decision.events())
        .containsExactly(new TopicConfigAltered(topicId(1), Map.of("retention.ms", "5")));
    assertThat(decision.result().orThrow().config().overrides()).containsEntry("retention.ms", "5");
  }

  @Test
  void anAlterationThatChangesNothingIsNoEvent() {
    Decision<TopicImage> decision =
        on(ONE_TOPIC).alterConfigs("orders", Map.of("retention.ms", Optional.empty()));

    assertThat(decision.events()).isEmpty();
    assertThat(decision.result()).isInstanceOf(Result.Ok.class);
  }

  @Test
  void aWrongAlterationIsRefused() {
    assertThat(
            refusalOf(
                on(ONE_TOPIC).alterConfigs("orders", Map.of("cleanup.policy", Optional.of("x")))))
        .isInstanceOf(InvalidConfig.class);
  }

  @Test
  void aDeletedTopicIsAnsweredAsItWas() {
    Decision<TopicImage> decision = on(ONE_TOPIC).delete("orders");

    assertThat(decision.events()).containsExactly(new TopicDeleted(topicId(1)));
    assertThat(decision.result().orThrow()).isEqualTo(ONE_TOPIC.topic("orders").orElseThrow());
  }

  @Test
  void whatIsNotThereCannotBeChanged() {
    UnknownTopic unknown = new UnknownTopic("none");
    assertRefused(on(ONE_TOPIC).delete("none"), unknown);
    assertRefused(on(ONE_TOPIC).addPartitions("none", 5), unknown);
    assertRefused(on(ONE_TOPIC).alterConfigs("none", Map.of()), unknown);
  }

  @Test
  void aDecisionCanBeAskedForWithoutItsEffect() {
    Decision<TopicImage> decision = on(ONE_TOPIC).delete("orders").withoutEffect();

    assertThat(decision).isEqualTo(Decision.of(List.of(), decision.result().orThrow()));
  }

  private static TopicDecisions on(ClusterImage image) {
    return new TopicDecisions(image, RULES);
  }

  private static void assertRefused(Decision<TopicImage> decision, Refusal refusal) {
    assertThat(refusalOf(decision)).isEqualTo(refusal);
  }

  private static Refusal refusalOf(Decision<TopicImage> decision) {
    assertThat(decision.events()).isEmpty();
    return switch (decision.result()) {
      case Result.Refused<TopicImage>(var refusal) -> refusal;
      case Result.Ok<TopicImage>(var topic) -> throw new AssertionError("granted: " + topic);
    };
  }
}
