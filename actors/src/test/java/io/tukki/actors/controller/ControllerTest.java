package io.tukki.actors.controller;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.ActorBroker;
import io.tukki.actors.NoPartitions;
import io.tukki.actors.Topics;
import io.tukki.actors.testing.SharedJournal;
import io.tukki.actors.testing.SharedJournal.NextWrite;
import io.tukki.actors.testing.TestNode;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Refusal.InvalidConfig;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.Overloaded;
import io.tukki.core.result.Refusal.TimedOut;
import io.tukki.core.result.Refusal.TopicExists;
import io.tukki.core.result.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Controller, metadata and topics as real nodes run them. */
class ControllerTest {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));

  /**
   * Far above what is printed, since the machine may be busy; far below what a mistake would take.
   */
  private static final Duration SANE = Duration.ofSeconds(10);

  private final String store = UUID.randomUUID().toString();
  private final List<TestNode> nodes = new ArrayList<>();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
    SharedJournal.drop(store);
  }

  @Test
  void aTopicIsInTheImageOfTheNodeThatWasAskedOnceThatIsAnswered() throws Exception {
    ActorBroker broker = single();

    TopicImage created = get(broker.topics().create(create("orders", 6))).orThrow();

    assertThat(broker.metadata().image().topic("orders")).contains(created);
    assertThat(created.partitionCount()).isEqualTo(6);
    assertThat(created.shards())
        .allSatisfy(
            shard ->
                assertThat(broker.metadata().image().replicas(shard))
                    .containsExactly(new NodeId(1)));
  }

  @Test
  void topicsAreChangedAndDeleted() throws Exception {
    ActorBroker broker = single();
    get(broker.topics().create(create("orders", 1)));

    get(broker.topics().addPartitions("orders", 4, false)).orThrow();
    get(broker.topics().alterConfigs("orders", Map.of("retention.ms", Optional.of("5")), false))
        .orThrow();
    TopicImage topic = broker.metadata().image().topic("orders").orElseThrow();
    TopicImage deleted = get(broker.topics().delete("orders")).orThrow();

    assertThat(topic.partitionCount()).isEqualTo(4);
    assertThat(topic.config().log().retentionMs()).hasValue(5);
    assertThat(deleted).isEqualTo(topic);
    assertThat(broker.metadata().image().topicCount()).isZero();
  }

  @Test
  void whatIsRefusedChangesNothing() throws Exception {
    ActorBroker broker = single();
    get(broker.topics().create(create("orders", 1))).orThrow();
    ClusterImage before = broker.metadata().image();

    assertThat(get(broker.topics().create(create("orders", 1))))
        .isEqualTo(Result.refused(new TopicExists("orders")));
    assertThat(
            get(
                broker
                    .topics()
                    .alterConfigs(
                        "orders", Map.of("cleanup.policy", Optional.of("compact")), true)))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(InvalidConfig.class));

    assertThat(broker.metadata().image()).isEqualTo(before);
  }

  @Test
  void aRequestThatOnlyValidatesChangesNothing() throws Exception {
    ActorBroker broker = single();

    TopicImage imagined =
        get(broker
                .topics()
                .create(
                    new Topics.Create("a", OptionalInt.of(3), OptionalInt.empty(), Map.of(), true)))
            .orThrow();

    assertThat(imagined.partitionCount()).isEqualTo(3);
    assertThat(broker.metadata().image().topicCount()).isZero();
  }

  @Test
  void everythingIsThereAgainAfterARestart() throws Exception {
    ActorBroker before = single();
    for (int topic = 0; topic < 30; topic++) {
      get(before.topics().create(create("t" + topic, 1 + topic))).orThrow();
    }
    get(before.topics().delete("t7")).orThrow();
    get(before.topics().alterConfigs("t8", Map.of("segment.ms", Optional.of("9")), false))
        .orThrow();
    ClusterImage image = before.metadata().image();
    nodes.removeFirst().close();

    ActorBroker after = single();

    assertThat(after.metadata().image()).isEqualTo(image);
  }

  @Test
  void aRestartNeedsOnlyWhatCameAfterASnapshot() throws Exception {
    Map<String, Object> often = Map.of("tukki.controller.snapshot-every-events", 20);
    ActorBroker before = broker(joined(often));
    register(before, 1);
    for (int topic = 0; topic < 100; topic++) {
      get(before.topics().create(create("t" + topic, 1))).orThrow();
    }
    ClusterImage image = before.metadata().image();
    nodes.removeFirst().close();

    ActorBroker after = broker(joined(often));
    register(after, 1);

    assertThat(after.metadata().image()).isEqualTo(image);
    assertThat(SharedJournal.replayedFrom(store, "controller")).isGreaterThan(100);
    // A node that takes over may lack the snapshot.
    assertThat(SharedJournal.count(store, "controller")).isGreaterThan(160);
  }

  @Test
  void whatIsStoredSaysItsVersion() throws Exception {
    get(single().topics().create(create("orders", 1))).orThrow();

    assertThat(SharedJournal.manifests(store, "controller"))
        .hasSizeGreaterThan(60)
        .allSatisfy(manifest -> assertThat(manifest).endsWith("#1"));
  }

  @Test
  void aListenerHearsTheCurrentImageAndEachLaterOneInOrder() throws Exception {
    ActorBroker broker = single();
    List<Long> versions = new CopyOnWriteArrayList<>();
    var subscription = broker.metadata().subscribe(image -> versions.add(image.version()));
    long first = broker.metadata().image().version();
    Awaitility.await().until(() -> !versions.isEmpty());

    get(broker.topics().create(create("a", 1))).orThrow();
    get(broker.topics().create(create("b", 1))).orThrow();
    get(broker.topics().create(create("c", 1))).orThrow();
    long last = broker.metadata().image().version();
    Awaitility.await().until(() -> versions.contains(last));
    subscription.close();
    get(broker.topics().create(create("d", 1))).orThrow();

    assertThat(versions).startsWith(first).endsWith(last).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void withoutAControllerTheAnswerIsARetriableRefusal() throws Exception {
    TestNode loner = node(Map.of("tukki.controller.requests.timeout", "200ms"));
    ActorBroker broker = broker(loner);

    Result<TopicImage> result = get(broker.topics().create(create("a", 1)));

    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.refusal())
                    .isInstanceOfSatisfying(
                        NotReady.class, refusal -> assertThat(refusal.retriable()).isTrue()));
  }

  @Test
  void moreRequestsThanTheBoundAreRefusedAtOnce() throws Exception {
    TestNode loner =
        node(
            Map.of(
                "tukki.controller.requests.timeout",
                "300ms",
                "tukki.controller.requests.max-in-flight",
                2));
    ActorBroker broker = broker(loner);

    CompletionStage<Result<TopicImage>> first = broker.topics().create(create("a", 1));
    CompletionStage<Result<TopicImage>> second = broker.topics().create(create("b", 1));
    CompletionStage<Result<TopicImage>> third = broker.topics().create(create("c", 1));

    assertThat(third.toCompletableFuture()).isDone();
    assertThat(get(third))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Overloaded.class));
    assertThat(List.of(get(first), get(second)))
        .allSatisfy(result -> assertThat(result).isInstanceOf(Result.Refused.class));
    // Whoever was answered made room.
    assertThat(broker.topics().create(create("c", 1)).toCompletableFuture()).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(
      value = NextWrite.class,
      names = {"FAILS", "FAILS_BUT_IS_STORED"})
  void aRequestWhoseWriteFailsIsAnsweredAllTheSame(NextWrite fate) throws Exception {
    Map<String, Object> hasty = Map.of("tukki.controller.restart-backoff.min", "10ms");
    ActorBroker broker = broker(joined(hasty));
    register(broker, 1);
    get(broker.topics().create(create("before", 1))).orThrow();
    long version = broker.metadata().image().version();

    SharedJournal.next(store, fate);
    TopicImage during = get(broker.topics().create(create("during", 1))).orThrow();
    get(broker.topics().create(create("after", 1))).orThrow();

    ClusterImage image = broker.metadata().image();
    assertThat(image.topic("during")).contains(during);
    assertThat(image.version()).isEqualTo(version + 2);
    nodes.removeFirst().close();
    assertThat(single().metadata().image()).isEqualTo(image);
  }

  @ParameterizedTest
  @EnumSource(
      value = NextWrite.class,
      names = {"FAILS", "IS_NEVER_ANSWERED"})
  void itsNodeStopsWithoutWaitingForWrites(NextWrite fate) throws Exception {
    Map<String, Object> hasty = Map.of("tukki.controller.restart-backoff.min", "10ms");
    TestNode oldest = joined(hasty);
    ActorBroker first = broker(oldest);
    register(first, 1);
    ActorBroker second = broker(node(hasty).join(oldest.address()));
    register(second, 2);

    SharedJournal.next(store, fate);
    CompletableFuture<Result<TopicImage>> during =
        first.topics().create(create("during", 1)).toCompletableFuture();
    if (fate == NextWrite.FAILS) {
      get(during).orThrow();
    } else {
      Awaitility.await().until(() -> SharedJournal.isDue(store, NextWrite.SUCCEEDS));
    }
    long begin = System.nanoTime();
    nodes.remove(oldest);
    oldest.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    get(second.topics().create(create("after", 1))).orThrow();
  }

  @Test
  void aRequestWhoseWriteFailsAgainAndAgainIsGivenUpWhenItsAskerHas() throws Exception {
    Map<String, Object> hasty =
        Map.of(
            "tukki.controller.requests.timeout",
            "300ms",
            "tukki.controller.restart-backoff.min",
            "10ms");
    ActorBroker broker = broker(joined(hasty));
    register(broker, 1);

    SharedJournal.next(store, NextWrite.FAILS_FOR_NOW);
    Result<TopicImage> during = get(broker.topics().create(create("during", 1)));
    SharedJournal.next(store, NextWrite.SUCCEEDS);

    assertThat(during)
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused ->
                assertThat(refused.refusal())
                    .isInstanceOfSatisfying(
                        TimedOut.class,
                        refusal -> assertThat(refusal.message()).contains("did not answer")));
    Awaitility.await()
        .until(() -> get(broker.topics().create(create("after", 1))) instanceof Result.Ok);
  }

  @Test
  void aNodeThatLostItsDirectoryIsRefused() throws Exception {
    ActorBroker broker = single();
    NodeImage wiped =
        new NodeImage(new NodeId(1), new DirectoryId(new UUID(9, 9)), Map.of(), Optional.empty());

    assertThat(get(broker.register(wiped)))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(InvalidRequest.class));
  }

  @Test
  void twoNodesShareOneImageAndItSurvivesTheControllersNode() throws Exception {
    TestNode first = joined(Map.of());
    ActorBroker one = broker(first);
    register(one, 1);
    TestNode second = node(Map.of()).join(first.address());
    ActorBroker two = broker(second);
    register(two, 2);

    get(two.topics().create(create("asked-of-two", 4))).orThrow();
    get(one.metadata().atLeast(two.metadata().image().version()));
    assertThat(one.metadata().image()).isEqualTo(two.metadata().image());

    nodes.remove(first);
    first.close();
    get(two.topics().create(create("after-the-move", 1))).orThrow();

    assertThat(two.metadata().image().topics())
        .extracting(TopicImage::name)
        .containsExactly("after-the-move", "asked-of-two");
    assertThat(two.metadata().image().nodes()).containsOnlyKeys(new NodeId(1), new NodeId(2));
  }

  @Test
  void aNodeThatComesLateIsToldEverythingInPages() throws Exception {
    Map<String, Object> small =
        Map.of("tukki.controller.page-weight", 100, "tukki.controller.retained-events", 5);
    TestNode first = joined(small);
    ActorBroker one = broker(first);
    register(one, 1);
    for (int topic = 0; topic < 20; topic++) {
      get(one.topics().create(create("t" + topic, 50))).orThrow();
    }

    ActorBroker two = broker(node(small).join(first.address()));
    register(two, 2);

    get(one.metadata().atLeast(two.metadata().image().version()));
    assertThat(two.metadata().image()).isEqualTo(one.metadata().image());
  }

  @Test
  void aThousandTopicsAreCreatedQuickly() throws Exception {
    ActorBroker broker = single();
    long started = System.nanoTime();

    List<CompletableFuture<Result<TopicImage>>> created =
        IntStream.range(0, 1000)
            .mapToObj(topic -> broker.topics().create(create("t" + topic, 1)))
            .map(CompletionStage::toCompletableFuture)
            .toList();
    for (CompletableFuture<Result<TopicImage>> one : created) {
      get(one).orThrow();
    }

    Duration took = Duration.ofNanos(System.nanoTime() - started);
    System.out.println("1,000 topics were created in " + took.toMillis() + " ms");
    assertThat(took).isLessThan(SANE);
    assertThat(broker.metadata().image().topicCount()).isEqualTo(1000);
    assertThat(
            LongStream.range(0, 60)
                .mapToInt(
                    shard -> broker.metadata().image().partitionsIn(new ShardId(1, (int) shard)))
                .summaryStatistics())
        .satisfies(spread -> assertThat(spread.getMax() - spread.getMin()).isLessThanOrEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 5_000, 10_000})
  void manyPartitionsAreCreatedAtOnce(int partitions) throws Exception {
    ActorBroker broker = single();
    get(broker.topics().create(create("warm-up", 100))).orThrow();
    long started = System.nanoTime();

    TopicImage topic = get(broker.topics().create(create("wide", partitions))).orThrow();

    Duration took = Duration.ofNanos(System.nanoTime() - started);
    System.out.println(partitions + " partitions were created in " + took.toMillis() + " ms");
    assertThat(took).isLessThan(SANE);
    assertThat(topic.partitionCount()).isEqualTo(partitions);
  }

  /** The one node of a cluster, registered. */
  private ActorBroker single() throws Exception {
    ActorBroker broker = broker(joined(Map.of()));
    register(broker, 1);
    return broker;
  }

  private TestNode joined(Map<String, Object> settings) {
    TestNode node = node(settings);
    return node.join(node.address());
  }

  private TestNode node(Map<String, Object> settings) {
    TestNode node = TestNode.start(store, directory, settings);
    nodes.add(node);
    return node;
  }

  private static ActorBroker broker(TestNode node) {
    return ActorBroker.start(node.system(), CLUSTER, metadata -> new NoPartitions());
  }

  private static void register(ActorBroker broker, int number) throws Exception {
    NodeImage image =
        new NodeImage(
            new NodeId(number),
            new DirectoryId(new UUID(3, number)),
            Map.of("http", new Endpoint("localhost", 8000 + number)),
            Optional.of("rack"));
    assertThat(get(broker.register(image)).orThrow()).isEqualTo(image);
  }

  private static Topics.Create create(String name, int partitions) {
    return new Topics.Create(
        name, OptionalInt.of(partitions), OptionalInt.empty(), Map.of(), false);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }
}
