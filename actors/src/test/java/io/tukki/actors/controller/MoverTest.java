package io.tukki.actors.controller;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.ActorBroker;
import io.tukki.actors.Partitions;
import io.tukki.actors.Shards;
import io.tukki.actors.Topics;
import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.actors.replica.ReplicaAgent;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.actors.replica.ReplicaSettings;
import io.tukki.actors.testing.SharedJournal;
import io.tukki.actors.testing.TestNode;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.ShardHome;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves as real nodes carry them out; only the logs are pretended. */
class MoverTest {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String store = UUID.randomUUID().toString();
  private final PretendedLogs logs = new PretendedLogs();
  private final Map<Integer, Member> members = new LinkedHashMap<>();
  private final Map<NodeId, Member> running = new ConcurrentHashMap<>();
  @TempDir Path directory;

  private record Member(TestNode node, ReplicaId replica, ActorBroker broker, Shards shards) {}

  @AfterEach
  void stop() {
    members.values().forEach(member -> member.node().close());
    SharedJournal.drop(store);
  }

  @Test
  void aShardMovesToOtherNodesWhileItsLeaderStaysAVoterUntilAnotherLeads() throws Exception {
    startNodes(3, Map.of());
    TopicImage topic = createTopic("a", 6, 1);
    ShardId shard = topic.shards().getFirst();
    NodeId before = image().replicas(shard).getFirst();
    NodeId after = others(List.of(before)).getFirst();

    ShardPlan plan = get(any().shards().move(shard, List.of(after), false)).orThrow();

    assertThat(plan.moves()).hasSize(1);
    await().atMost(PATIENCE).until(() -> image().moves().isEmpty());
    assertThat(image().replicas(shard)).containsExactly(after);
    assertThat(voters(topic.partition(0))).containsExactly(after);
    // One step in which both vote, one in which the old leader is let go of.
    assertThat(logs.changes()).isEqualTo(2);
  }

  @Test
  void aShardWithoutPartitionsJustChangesItsPlace() throws Exception {
    startNodes(3, Map.of());
    createTopic("a", 1, 2);
    ShardId empty = new ShardId(2, 59);
    assertThat(image().partitionsIn(empty)).isZero();
    List<NodeId> target =
        List.of(others(image().replicas(empty)).getFirst(), image().replicas(empty).getFirst());

    get(any().shards().move(empty, target, false)).orThrow();

    await().atMost(PATIENCE).until(() -> image().replicas(empty).equals(target));
    assertThat(logs.changes()).isZero();
  }

  @Test
  void theNextControllerGoesOnWithWhatTheLastHadBegun() throws Exception {
    startNodes(4, Map.of());
    TopicImage topic = createTopic("a", 60, 3);
    ShardId shard =
        topic.shards().stream()
            .filter(one -> !image().replicas(one).contains(new NodeId(4)))
            .filter(one -> !image().replicas(one).getFirst().equals(new NodeId(1)))
            .findFirst()
            .orElseThrow();
    List<NodeId> from = image().replicas(shard);
    List<NodeId> target = new ArrayList<>(from);
    target.remove(new NodeId(1));
    target.add(new NodeId(4));
    logs.stopCopying();
    get(any().shards().move(shard, target, false)).orThrow();

    kill(1);
    logs.goOnCopying();

    await().atMost(PATIENCE).until(() -> image().replicas(shard).equals(target));
    PartitionId partition = partitionIn(topic, shard);
    assertThat(voters(partition)).containsExactlyInAnyOrderElementsOf(target);
  }

  @Test
  void aDecommissionedNodeIsEmptiedAndStruckFromTheCluster() throws Exception {
    startNodes(4, Map.of());
    TopicImage topic = createTopic("a", 12, 3);
    NodeId leaving = new NodeId(3);

    get(any().shards().decommission(leaving)).orThrow();

    await().atMost(PATIENCE).until(() -> !image().nodes().containsKey(leaving));
    assertThat(topic.partitions())
        .allSatisfy(partition -> assertThat(voters(partition)).hasSize(3).doesNotContain(leaving));
    assertThat(image().placements().values())
        .allSatisfy(set -> assertThat(set).doesNotContain(leaving));
  }

  @Test
  void aNodeThatIsAwayForLongIsReplacedAndOneThatComesBackInTimeIsNot() throws Exception {
    startNodes(4, Map.of("tukki.controller.replace-after", "2s"));
    TopicImage topic = createTopic("a", 12, 3);

    kill(4);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(image().placements().values())
                  .allSatisfy(set -> assertThat(set).doesNotContain(new NodeId(4)));
              assertThat(image().moves()).isEmpty();
            });
    assertThat(topic.partitions())
        .allSatisfy(
            partition -> assertThat(voters(partition)).hasSize(3).doesNotContain(new NodeId(4)));
    assertThat(image().nodes()).containsKey(new NodeId(4));
  }

  @Test
  void aTopicGetsAnotherReplicationFactorOnceItsLogsHaveFollowed() throws Exception {
    startNodes(3, Map.of());
    TopicImage topic = createTopic("a", 6, 1);

    get(any().broker().topics().changeReplicationFactor("a", 3, false)).orThrow();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                image().factorChanges().isEmpty()
                    && image().topic("a").orElseThrow().replicationFactor() == 3);
    TopicImage changed = image().topic("a").orElseThrow();
    assertThat(topic.partitions())
        .allSatisfy(
            partition ->
                assertThat(voters(partition))
                    .containsExactlyInAnyOrderElementsOf(
                        image().replicas(changed.shardOf(partition))));
  }

  @Test
  void theControllersVotersAreTheNodesThatAreThere() throws Exception {
    startNodes(1, Map.of());
    ReplicaId first = members.get(1).replica();
    logs.lead("controller", List.of(first), first);

    startNodes(3, Map.of());

    await().atMost(PATIENCE).until(() -> logs.voters("controller").size() == 3);
    // Each was taken in by a change of its own.
    assertThat(logs.changes()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedSaysWhy() throws Exception {
    startNodes(3, Map.of());
    createTopic("a", 6, 3);

    assertThat(get(any().shards().decommission(new NodeId(2))))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.TooFewNodes.class));
    assertThat(get(any().shards().drain(new NodeId(9), false)))
        .isEqualTo(Result.refused(new Refusal.UnknownNode("9")));
  }

  // ---- the cluster ----

  private void startNodes(int upTo, Map<String, Object> settings) throws Exception {
    for (int number = members.size() + 1; number <= upTo; number++) {
      start(number, settings);
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                members.values().stream()
                    .allMatch(
                        member ->
                            member.broker().metadata().image().nodes().size() == members.size()));
  }

  private void start(int number, Map<String, Object> settings) throws Exception {
    Map<String, Object> hasty = new HashMap<>(settings);
    hasty.put("tukki.controller.moves.retry-interval", "200ms");
    hasty.put("tukki.controller.moves.tend-interval", "300ms");
    TestNode node = TestNode.start(store, directory, hasty);
    node.join(members.isEmpty() ? node.address() : members.get(1).node().address());
    ReplicaId replica = new ReplicaId(new NodeId(number), new DirectoryId(new UUID(3, number)));
    Introductions neighbours = Introductions.start(node.system());
    neighbours.introduceAs(new Standing.Holder(CLUSTER, replica, Optional.empty()));
    ReplicaAgents agents =
        new ReplicaAgents(node.system(), neighbours, ReplicaSettings.of(node.system()));
    ActorBroker broker =
        ActorBroker.start(
            node.system(),
            CLUSTER,
            Optional.of(new ControllerSite(replica, agents, logs.on(replica))),
            metadata -> noPartitions());
    ReplicaAgent.start(
        node.system(),
        new ReplicaAgent.Site(
            replica.node(),
            broker.metadata(),
            logs.on(replica),
            partition -> wake(broker.metadata().image(), partition),
            ReplicaSettings.of(node.system())));
    NodeImage image =
        new NodeImage(replica.node(), replica.directory(), Map.of(), Optional.empty());
    assertThat(get(broker.register(image)).orThrow()).isEqualTo(image);
    Member member = new Member(node, replica, broker, broker.shards());
    members.put(number, member);
    running.put(replica.node(), member);
  }

  private void kill(int number) {
    Member dead = members.remove(number);
    running.remove(dead.replica().node());
    dead.node().close();
  }

  /** As sharding does it: whoever should lead the partition does, and its log is made. */
  private CompletionStage<Boolean> wake(ClusterImage image, PartitionId partition) {
    image
        .topic(partition.topic())
        .map(topic -> topic.shardOf(partition))
        .ifPresent(
            shard ->
                ShardHome.of(image, shard, running::containsKey, node -> false)
                    .map(running::get)
                    .ifPresent(
                        leader ->
                            logs.lead(
                                partition,
                                image.replicas(shard).stream().map(MoverTest::replica).toList(),
                                leader.replica())));
    return CompletableFuture.completedFuture(true);
  }

  private static ReplicaId replica(NodeId node) {
    return new ReplicaId(node, new DirectoryId(new UUID(3, node.value())));
  }

  private Member any() {
    return members.values().iterator().next();
  }

  private ClusterImage image() {
    return any().broker().metadata().image();
  }

  private TopicImage createTopic(String name, int partitions, int factor) throws Exception {
    TopicImage topic =
        get(any()
                .broker()
                .topics()
                .create(
                    new Topics.Create(
                        name, OptionalInt.of(partitions), OptionalInt.of(factor), Map.of(), false)))
            .orThrow();
    for (PartitionId partition : topic.partitions().toList()) {
      get(wake(image(), partition));
    }
    return topic;
  }

  private List<NodeId> others(List<NodeId> than) {
    return image().nodes().keySet().stream().filter(node -> !than.contains(node)).toList();
  }

  private static PartitionId partitionIn(TopicImage topic, ShardId shard) {
    return topic.partitions().filter(p -> topic.shardOf(p).equals(shard)).findFirst().get();
  }

  private Set<NodeId> voters(PartitionId partition) {
    return logs.held(partition).orElseThrow().voters().stream()
        .map(ReplicaId::node)
        .collect(Collectors.toSet());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }

  /** These tests are about places alone. */
  private static Partitions noPartitions() {
    return (Partitions)
        Proxy.newProxyInstance(
            Partitions.class.getClassLoader(),
            new Class<?>[] {Partitions.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
