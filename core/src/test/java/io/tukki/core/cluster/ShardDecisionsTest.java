package io.tukki.core.cluster;

import static io.tukki.core.cluster.Clusters.RULES;
import static io.tukki.core.cluster.Clusters.ofNodes;
import static io.tukki.core.cluster.Clusters.spec;
import static io.tukki.core.cluster.Clusters.topicId;
import static io.tukki.core.cluster.Clusters.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.cluster.ClusterEvent.NodeDutyChanged;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChangeFinished;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChanged;
import io.tukki.core.cluster.ClusterEvent.ShardMoveStarted;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.Relocation.OfShard;
import io.tukki.core.cluster.Relocation.OfTopic;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardDecisionsTest {

  @Test
  void aMoveThatKeepsItsLeaderTakesOneStep() {
    ClusterImage image = with(ofNodes(4), spec("a", 60, 3), topicId(1));
    ShardId shard = new ShardId(3, 0);
    List<NodeId> from = image.replicas(shard);
    List<NodeId> target = List.of(from.getFirst(), from.get(1), missingFrom(image, from));

    ClusterImage moving = image.applyAll(move(image, shard, target, false).events());

    assertThat(moving.replicas(shard)).isEqualTo(from);
    assertThat(moving.move(shard).orElseThrow().voters()).isEqualTo(target);
    ClusterImage arrived = advance(moving, new OfShard(shard));
    assertThat(arrived.replicas(shard)).isEqualTo(target);
    assertThat(arrived.moves()).isEmpty();
  }

  @Test
  void aMoveAwayFromItsLeaderKeepsItUntilAnotherLeads() {
    ClusterImage image = with(ofNodes(3), spec("a", 60, 1), topicId(1));
    ShardId shard = new ShardId(1, 0);
    NodeId before = image.replicas(shard).getFirst();
    NodeId after = missingFrom(image, List.of(before));

    ClusterImage moving = image.applyAll(move(image, shard, List.of(after), false).events());
    assertThat(moving.move(shard).orElseThrow().voters()).containsExactly(after, before);
    assertThat(moving.move(shard).orElseThrow().isLastStep()).isFalse();

    ClusterImage halfWay = advance(moving, new OfShard(shard));
    assertThat(halfWay.replicas(shard)).containsExactly(after, before);
    assertThat(halfWay.move(shard).orElseThrow().voters()).containsExactly(after);
    assertThat(ClusterImage.of(Clusters.CLUSTER, halfWay.snapshot())).isEqualTo(halfWay);

    ClusterImage arrived = advance(halfWay, new OfShard(shard));
    assertThat(arrived.replicas(shard)).containsExactly(after);
    assertThat(arrived.moves()).isEmpty();
  }

  @Test
  void aTopicThatComesWhileItsShardMovesIsPickedUpByTheMove() {
    ClusterImage image = with(ofNodes(2), spec("a", 60, 1), topicId(1));
    ShardId shard = new ShardId(1, 0);
    NodeId target = missingFrom(image, image.replicas(shard));
    ClusterImage moving = image.applyAll(move(image, shard, List.of(target), false).events());
    OfShard what = new OfShard(shard);
    Map<PartitionId, List<NodeId>> moved = what.votersIn(moving).orElseThrow();

    ClusterImage more = with(moving, spec("b", 60, 1), topicId(2));

    assertThat(more.partitionsIn(shard)).isEqualTo(2);
    Decision<ShardPlan> early = new ShardDecisions(more, Set.of()).advance(what, moved);
    assertRefused(early, Refusal.NotReady.class);
    assertThat(what.votersIn(more).orElseThrow()).hasSize(2);
    assertThat(advance(more, what).replicas(shard)).startsWith(target);
  }

  @Test
  void namingThePresentPlaceCallsAMoveOff() {
    ClusterImage image = with(ofNodes(4), spec("a", 60, 3), topicId(1));
    ShardId shard = new ShardId(3, 0);
    List<NodeId> from = image.replicas(shard);
    List<NodeId> target = List.of(from.getFirst(), from.get(1), missingFrom(image, from));
    ClusterImage moving = image.applyAll(move(image, shard, target, false).events());

    ClusterImage back = moving.applyAll(move(moving, shard, from, true).events());

    // Logs that have moved already must move back: it is a move like others.
    assertThat(back.move(shard).orElseThrow().voters()).isEqualTo(from);
    ClusterImage arrived = advance(back, new OfShard(shard));
    assertThat(arrived.moves()).isEmpty();
    assertThat(arrived.replicas(shard)).isEqualTo(from);
  }

  @Test
  void anotherOrderOfTheSameNodesTakesEffectAtOnce() {
    ClusterImage image = with(ofNodes(3), spec("a", 1, 3), topicId(1));
    ShardId shard = new ShardId(3, 0);
    List<NodeId> reversed = image.replicas(shard).reversed();

    Decision<ShardPlan> decision = move(image, shard, reversed, false);

    assertThat(decision.events()).containsExactly(new ShardPlaced(shard, reversed));
    assertThat(decision.result()).isEqualTo(Result.ok(new ShardPlan(List.of(), List.of(shard))));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    ClusterImage image = with(ofNodes(4), spec("a", 60, 2), topicId(1));
    ShardId shard = new ShardId(2, 0);
    List<NodeId> from = image.replicas(shard);
    NodeId other = missingFrom(image, from);
    NodeId leader = from.getFirst();

    assertRefused(move(image, new ShardId(7, 0), nodes(1), false), Refusal.UnknownShard.class);
    assertRefused(move(image, shard, nodes(1, 9), false), Refusal.UnknownNode.class);
    assertRefused(move(image, shard, nodes(1), false), Refusal.InvalidReplicationFactor.class);
    assertRefused(move(image, shard, nodes(1, 1), false), Refusal.InvalidReplicationFactor.class);
    assertRefused(
        new ShardDecisions(image, Set.of(other)).move(shard, List.of(leader, other), false),
        Refusal.InvalidRequest.class);
    assertRefused(
        new ShardDecisions(image, Set.copyOf(from)).move(shard, List.of(leader, other), false),
        Refusal.LastReplica.class);
    ClusterImage emptying = image.apply(new NodeDutyChanged(other, NodeDuty.NOTHING));
    assertRefused(
        move(emptying, shard, List.of(leader, other), false), Refusal.InvalidRequest.class);
    ClusterImage moving =
        image.applyAll(move(image, shard, List.of(leader, other), false).events());
    assertRefused(move(moving, shard, from, false), Refusal.MoveUnderWay.class);
  }

  @Test
  void aNodeThatOthersCannotReplaceIsNotDecommissioned() {
    ClusterImage image = with(ofNodes(3), spec("a", 60, 3), topicId(1));
    assertRefused(
        new NodeDecisions(image, RULES).decommission(new NodeId(2), Set.of(), Set.of()),
        Refusal.TooFewNodes.class);
    assertRefused(
        new NodeDecisions(ofNodes(1), RULES).drain(new NodeId(1), false, Set.of()),
        Refusal.TooFewNodes.class);
    assertRefused(
        new NodeDecisions(image, RULES).decommission(new NodeId(9), Set.of(), Set.of()),
        Refusal.UnknownNode.class);
    ClusterImage single = with(ofNodes(3), spec("a", 60, 1), topicId(1));
    assertRefused(
        new NodeDecisions(single, RULES)
            .decommission(new NodeId(2), Set.of(new NodeId(2)), Set.of()),
        Refusal.LastReplica.class);
  }

  @Test
  void drainingLeadersMovesNothingAndIsTakenBack() {
    ClusterImage image = with(ofNodes(3), spec("a", 60, 3), topicId(1));

    ClusterImage drained =
        image.applyAll(
            new NodeDecisions(image, RULES).drain(new NodeId(2), false, Set.of()).events());
    assertThat(drained.duty(new NodeId(2))).isEqualTo(NodeDuty.FOLLOW);
    assertThat(drained.placements()).isEqualTo(image.placements());
    assertThat(drained.moves()).isEmpty();

    ClusterImage back =
        drained.applyAll(new NodeDecisions(drained, RULES).resume(new NodeId(2)).events());
    assertThat(back.duty(new NodeId(2))).isEqualTo(NodeDuty.FULL);
  }

  @Test
  void aNodeThatIsAwayForLongIsReplacedAndNothingGoesToOthersThatAreAway() {
    ClusterImage image = with(ofNodes(5), spec("a", 60, 3), topicId(1));
    NodeId lost = new NodeId(1);
    Set<NodeId> away = Set.of(lost, new NodeId(5));

    ClusterImage after =
        image.applyAll(new NodeDecisions(image, RULES).tend(away, Set.of(lost), Set.of()));

    assertThat(after.moves())
        .isNotEmpty()
        .allSatisfy(
            move -> {
              assertThat(move.from()).contains(lost);
              assertThat(move.target()).doesNotContain(lost);
              assertThat(move.voters()).doesNotContain(lost);
              if (!move.from().contains(new NodeId(5))) {
                assertThat(move.target()).doesNotContain(new NodeId(5));
              }
            });
    assertThat(after.placements().values())
        .allSatisfy(set -> assertThat(set.getFirst()).isNotEqualTo(lost));
    assertThat(new NodeDecisions(after, RULES).tend(away, Set.of(lost), Set.of())).isEmpty();
    // The lost one comes back: it is a member still, and what moves goes on moving.
    assertThat(after.nodes()).containsKey(lost);
  }

  @Test
  void withTooFewOthersALostNodeIsWaitedFor() {
    ClusterImage image = with(ofNodes(3), spec("a", 60, 3), topicId(1));
    NodeId lost = new NodeId(3);

    assertThat(new NodeDecisions(image, RULES).tend(Set.of(lost), Set.of(lost), Set.of()))
        .isEmpty();
  }

  @Test
  void aNodeThatWasDecommissionedDoesNotComeBack() {
    ClusterImage image = ofNodes(2);
    ClusterImage gone =
        image.applyAll(
            new NodeDecisions(image, RULES)
                .decommission(new NodeId(2), Set.of(), Set.of())
                .events());
    gone = gone.applyAll(new NodeDecisions(gone, RULES).tend(Set.of(), Set.of(), Set.of()));

    assertThat(gone.nodes()).containsOnlyKeys(new NodeId(1));
    assertRefused(
        new NodeDecisions(gone, RULES).register(Clusters.registration(2)),
        Refusal.InvalidRequest.class);
  }

  @Test
  void aTopicsReplicationFactorChangesInThreeSteps() {
    ClusterImage image = with(ofNodes(1), spec("a", 6, 1), topicId(1));
    image =
        image.applyAll(new NodeDecisions(image, RULES).register(Clusters.registration(2)).events());
    image =
        image.applyAll(new NodeDecisions(image, RULES).register(Clusters.registration(3)).events());
    OfTopic what = new OfTopic(topicId(1));

    Decision<TopicImage> decision =
        new TopicDecisions(image, RULES).changeReplicationFactor("a", 2);
    ClusterImage started = image.applyAll(decision.events());

    assertThat(started.topic("a").orElseThrow().replicationFactor()).isEqualTo(1);
    assertThat(what.votersIn(started).orElseThrow().values())
        .allSatisfy(voters -> assertThat(voters).contains(new NodeId(1)).hasSizeBetween(2, 3));
    assertRefused(
        new TopicDecisions(started, RULES).addPartitions("a", 9), Refusal.MoveUnderWay.class);
    assertRefused(
        new TopicDecisions(started, RULES).changeReplicationFactor("a", 3),
        Refusal.MoveUnderWay.class);
    ShardId concerned = started.topic("a").orElseThrow().shards().getFirst();
    assertRefused(move(started, concerned, nodes(2), false), Refusal.MoveUnderWay.class);

    Decision<ShardPlan> second =
        new ShardDecisions(started, Set.of()).advance(what, what.votersIn(started).orElseThrow());
    assertThat(second.events()).hasOnlyElementsOfType(ReplicationFactorChanged.class);
    ClusterImage changed = started.applyAll(second.events());
    TopicImage topic = changed.topic("a").orElseThrow();
    assertThat(topic.replicationFactor()).isEqualTo(2);
    assertThat(what.votersIn(changed).orElseThrow())
        .allSatisfy(
            (partition, voters) ->
                assertThat(voters).isEqualTo(changed.replicas(topic.shardOf(partition))));

    Decision<ShardPlan> third =
        new ShardDecisions(changed, Set.of()).advance(what, what.votersIn(changed).orElseThrow());
    assertThat(third.events()).containsExactly(new ReplicationFactorChangeFinished(topicId(1)));
    assertThat(changed.applyAll(third.events()).factorChanges()).isEmpty();
  }

  @Test
  void aNewTopicHasAsManyReplicasAsThereAreNodesUpToTheDefault() {
    ClusterRules three = new ClusterRules(60, 3, 3, 10_000, 50_000);
    TopicSpec spec =
        new TopicSpec("a", java.util.OptionalInt.of(1), java.util.OptionalInt.empty(), Map.of());
    for (int nodes = 1; nodes <= 5; nodes++) {
      ClusterImage image = ofNodes(nodes);
      image = image.applyAll(new TopicDecisions(image, three).create(spec, topicId(1)).events());
      assertThat(image.topic("a").orElseThrow().replicationFactor()).isEqualTo(Math.min(3, nodes));
    }
  }

  @Test
  void anUnfinishedMoveThatLeadsToALostNodeIsLedElsewhere() {
    ClusterImage image = with(ofNodes(5), spec("a", 60, 3), topicId(1));
    ShardId shard = new ShardId(3, 0);
    List<NodeId> from = image.replicas(shard);
    NodeId lost = missingFrom(image, from);
    List<NodeId> target = List.of(from.getFirst(), from.get(1), lost);
    ClusterImage moving = image.applyAll(move(image, shard, target, false).events());

    List<ClusterEvent> events =
        new NodeDecisions(moving, RULES).tend(Set.of(lost), Set.of(lost), Set.of());

    assertThat(events)
        .anySatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        ShardMoveStarted.class,
                        started -> {
                          assertThat(started.shard()).isEqualTo(shard);
                          assertThat(started.replicas()).doesNotContain(lost);
                        }));
  }

  private static Decision<ShardPlan> move(
      ClusterImage image, ShardId shard, List<NodeId> replicas, boolean instead) {
    return new ShardDecisions(image, Set.of()).move(shard, replicas, instead);
  }

  private static ClusterImage advance(ClusterImage image, Relocation what) {
    Decision<ShardPlan> decision =
        new ShardDecisions(image, Set.of()).advance(what, what.votersIn(image).orElseThrow());
    assertThat(decision.events()).isNotEmpty();
    return image.applyAll(decision.events());
  }

  private static NodeId missingFrom(ClusterImage image, List<NodeId> set) {
    return image.nodes().keySet().stream().filter(node -> !set.contains(node)).findFirst().get();
  }

  private static List<NodeId> nodes(int... numbers) {
    return Arrays.stream(numbers).mapToObj(NodeId::new).toList();
  }

  private static void assertRefused(Decision<?> decision, Class<? extends Refusal> why) {
    assertThat(decision.events()).isEmpty();
    assertThat(decision.result())
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.refusal()).isInstanceOf(why));
  }

  /** Its vote is missed: with it the controller would lose the majority for good. */
  @Test
  void nodeIsStruckOnlyWhenTheControllerCanDoWithoutItsVote() {
    ClusterImage image = ofNodes(2);
    ClusterImage leaving =
        image.applyAll(
            new NodeDecisions(image, RULES)
                .decommission(new NodeId(2), Set.of(), Set.of(new NodeId(1)))
                .events());

    assertThat(new NodeDecisions(leaving, RULES).tend(Set.of(), Set.of(), Set.of(new NodeId(2))))
        .isEmpty();
    assertThat(new NodeDecisions(leaving, RULES).tend(Set.of(), Set.of(), Set.of())).hasSize(1);
  }

  @Test
  void nodeThatTheControllerCannotLeaveIsNotDecommissioned() {
    assertRefused(
        new NodeDecisions(ofNodes(2), RULES)
            .decommission(new NodeId(1), Set.of(), Set.of(new NodeId(1))),
        Refusal.TooFewNodes.class);
  }
}
