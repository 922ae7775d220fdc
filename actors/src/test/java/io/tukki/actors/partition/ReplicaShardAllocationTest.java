package io.tukki.actors.partition;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterEvent.NodeDutyChanged;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeDuty;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

class ReplicaShardAllocationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ActorTestKit testKit = ActorTestKit.create();
  private final ActorRef nowhere = testKit.system().classicSystem().deadLetters();
  private final Map<Integer, ActorRef> regions = new HashMap<>();
  private final Set<Integer> behind = new HashSet<>();
  private final Set<NodeId> leaving = new HashSet<>();
  private long nowNanos;
  private ClusterImage image = ClusterImage.unformed(new ClusterId(new UUID(1, 1)));

  ReplicaShardAllocationTest() {
    for (int node = 1; node <= 3; node++) {
      regions.put(node, Adapter.toClassic(testKit.createTestProbe().ref()));
    }
    for (int shard = 0; shard < 10; shard++) {
      image = image.apply(placed(shard, 1, 2, 3));
    }
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void aShardGoesToTheFirstOfItsNodesThatIsHere() {
    assertThat(allocate(1, 2, 3)).isEqualTo(regions.get(1));
    assertThat(allocate(2, 3)).isEqualTo(regions.get(2));
    assertThat(allocate(3)).isEqualTo(regions.get(3));
  }

  @Test
  void withoutAnyOfItsNodesItGoesNowhere() {
    image = image.apply(placed(0, 1, 2));

    assertThat(allocate(3)).isEqualTo(nowhere);
  }

  @Test
  void aNodeThatIsBeingDrainedLeadsOnlyWhatNobodyElseCan() {
    image = image.apply(new NodeDutyChanged(new NodeId(1), NodeDuty.FOLLOW));

    assertThat(allocate(1, 2, 3)).isEqualTo(regions.get(2));
    assertThat(allocate(1)).isEqualTo(regions.get(1));
  }

  @Test
  void aNodeThatIsAboutToLeaveLeadsOnlyWhatNobodyElseCan() {
    leaving.add(new NodeId(1));

    assertThat(allocate(1, 2, 3)).isEqualTo(regions.get(2));
    assertThat(allocate(1)).isEqualTo(regions.get(1));
  }

  @Test
  void whoLeavesHandsOverEvenToANodeThatIsBeingDrained() {
    leaving.add(new NodeId(1));
    image = image.apply(new NodeDutyChanged(new NodeId(2), NodeDuty.FOLLOW));

    assertThat(allocate(1, 2)).isEqualTo(regions.get(2));
    assertThat(allocate(1, 2, 3)).isEqualTo(regions.get(3));
  }

  @Test
  void whatALeavingNodeLeadsGoesAFewAtATime() {
    leaving.add(new NodeId(1));

    assertThat(rebalance(Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of("r3-0")))
        .containsExactlyInAnyOrder("r3-1", "r3-2");
  }

  @Test
  void whatIsNotAtHomeGoesThereAFewAtATime() {
    assertThat(rebalance(Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of()))
        .containsExactlyInAnyOrder("r3-5", "r3-6", "r3-7");
    assertThat(rebalance(Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of("r3-5", "r3-6")))
        .containsExactly("r3-7");
    assertThat(rebalance(Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of("r3-5", "r3-6", "r3-7")))
        .isEmpty();
    assertThat(rebalance(Map.of(1, shards(0, 10), 2, List.of()), Set.of())).isEmpty();
  }

  @Test
  void whoLacksRecordsDoesNotGetItsShardsBackYet() {
    behind.add(1);

    assertThat(rebalance(Map.of(1, List.of(), 2, shards(0, 10)), Set.of())).isEmpty();
  }

  @Test
  void aShardThatIsPlacedNowhereYetHoldsUpTheNext() {
    ReplicaShardAllocation strategy = strategy();
    List<String> rest = shards(8, 10);

    assertThat(rebalance(strategy, Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of()))
        .containsExactlyInAnyOrder("r3-5", "r3-6", "r3-7");
    assertThat(rebalance(strategy, Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of())).isEmpty();
    assertThat(rebalance(strategy, Map.of(1, shards(0, 5), 2, rest), Set.of())).isEmpty();
    assertThat(rebalance(strategy, Map.of(1, shards(0, 6), 2, rest), Set.of()))
        .containsExactly("r3-8");
  }

  @Test
  void aShardThatNobodyTakesHoldsUpOthersOnlyForSoLong() {
    ReplicaShardAllocation strategy = strategy();
    rebalance(strategy, Map.of(1, shards(0, 5), 2, shards(5, 10)), Set.of());

    nowNanos += PATIENCE.plusMillis(1).toNanos();

    assertThat(rebalance(strategy, Map.of(1, shards(0, 5), 2, shards(8, 10)), Set.of()))
        .containsExactlyInAnyOrder("r3-8", "r3-9");
  }

  private ActorRef allocate(int... here) {
    Map<ActorRef, IndexedSeq<String>> allocations = new HashMap<>();
    for (int node : here) {
      allocations.put(region(node), seq(List.of()));
    }
    return get(strategy().allocateShard(ActorRef.noSender(), "r3-0", allocations));
  }

  private Set<String> rebalance(Map<Integer, List<String>> led, Set<String> inProgress) {
    return rebalance(strategy(), led, inProgress);
  }

  private Set<String> rebalance(
      ReplicaShardAllocation strategy, Map<Integer, List<String>> led, Set<String> inProgress) {
    Map<ActorRef, IndexedSeq<String>> allocations = new HashMap<>();
    led.forEach((node, shards) -> allocations.put(region(node), seq(shards)));
    return get(strategy.rebalance(allocations, inProgress));
  }

  private ReplicaShardAllocation strategy() {
    return new ReplicaShardAllocation(
        metadata(),
        nowhere,
        this::nodeOf,
        leaving::contains,
        this::canLead,
        new HandOversUnderWay(3, PATIENCE, () -> nowNanos));
  }

  private CompletionStage<Set<ShardId>> canLead(NodeId leader, Map<ShardId, NodeId> successors) {
    Set<ShardId> ready = new HashSet<>(successors.keySet());
    ready.removeIf(
        shard -> {
          NodeId successor = successors.get(shard);
          return successor != null && behind.contains(successor.value());
        });
    return completedFuture(ready);
  }

  private ActorRef region(int node) {
    return Optional.ofNullable(regions.get(node)).orElseThrow();
  }

  private Optional<NodeId> nodeOf(ActorRef region) {
    return regions.entrySet().stream()
        .filter(entry -> entry.getValue().equals(region))
        .map(entry -> new NodeId(entry.getKey()))
        .findFirst();
  }

  private static ShardPlaced placed(int shard, int... nodes) {
    return new ShardPlaced(
        new ShardId(3, shard), IntStream.of(nodes).mapToObj(NodeId::new).toList());
  }

  private static List<String> shards(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "r3-" + number).toList();
  }

  private static IndexedSeq<String> seq(List<String> shards) {
    return CollectionConverters.asScala(shards).toIndexedSeq();
  }

  private static <T> T get(Future<T> future) {
    try {
      return FutureConverters.asJava(future).toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Metadata metadata() {
    return new Metadata() {
      @Override
      public ClusterImage image() {
        return image;
      }

      @Override
      public CompletionStage<ClusterImage> atLeast(long version) {
        return completedFuture(image);
      }

      @Override
      public Subscription subscribe(Consumer<ClusterImage> listener) {
        return () -> {};
      }
    };
  }
}
