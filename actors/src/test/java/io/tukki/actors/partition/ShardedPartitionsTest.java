package io.tukki.actors.partition;

import static io.tukki.actors.partition.TestNode.PATIENCE;
import static io.tukki.actors.partition.TestNode.batch;
import static io.tukki.actors.partition.TestNode.done;
import static io.tukki.actors.partition.TestNode.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.Partitions;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ShardedPartitionsTest {

  private static final Duration SHORT = Duration.ofMillis(150);

  private static TestNode node;
  private PartitionId partition;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            """
            tukki.partition {
              append.max-waiting = 50
              append.max-waiting-bytes = 64 KiB
              fetch.max-waiting = 20
            }
            """);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) {
    partition = node.partition(test.getDisplayName());
  }

  @AfterEach
  void letGo() {
    node.logs.releaseWrites();
  }

  private static Result<AppendResult> at(long baseOffset) {
    return Result.ok(new AppendResult(baseOffset, OptionalLong.empty(), 0, false));
  }

  private static Result<AppendResult> duplicateAt(long baseOffset) {
    return Result.ok(new AppendResult(baseOffset, OptionalLong.empty(), 0, true));
  }

  private static Refusal refusal(CompletableFuture<? extends Result<?>> stage) {
    return switch (done(stage)) {
      case Result.Refused<?>(var refusal) -> refusal;
      case Result.Ok<?>(var value) -> throw new AssertionError("not refused: " + value);
    };
  }

  /** An append that is on its way to the log and held there. */
  private CompletableFuture<Result<AppendResult>> appendHeld(String value) {
    done(node.append(partition, "first"));
    int writes = node.logs.writes();
    node.logs.holdWrites();
    var held = node.append(partition, value);
    await().until(() -> node.logs.writes() > writes);
    return held;
  }

  // ---- appends ----

  @Test
  void appendsOfOneCallerKeepTheirOrderWhileThePartitionWakes() {
    List<String> sent = IntStream.range(0, 40).mapToObj(i -> "v" + i).toList();

    List<CompletableFuture<Result<AppendResult>>> answers =
        sent.stream().map(value -> node.append(partition, value)).toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(done(answers.get(i))).isEqualTo(at(i));
    }
    assertThat(node.values(partition, 0)).isEqualTo(sent);
  }

  @Test
  void whatComesWhileAPersistIsUnderWayIsPersistedAtOnce() {
    var held = appendHeld("a");
    int before = node.logs.writes();

    var waiting = IntStream.range(0, 10).mapToObj(i -> node.append(partition, "b" + i)).toList();
    node.logs.releaseWrites();

    assertThat(done(held)).isEqualTo(at(1));
    assertThat(done(waiting.get(9))).isEqualTo(at(11));
    assertThat(node.logs.writes() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void anAnswerThatNobodyWantsComesAtOnce() {
    var held = appendHeld("a");

    var unheard = node.append(partition, batch("b"), Acks.NONE, PATIENCE);

    assertThat(unheard).isCompleted();
    node.logs.releaseWrites();
    assertThat(done(held)).isEqualTo(at(1));
    await().until(() -> node.values(partition, 0).equals(List.of("first", "a", "b")));
  }

  @Test
  void aDuplicateIsRecognizedAfterTheWriterWasStartedAgain() {
    done(node.append(partition, "x"));
    var first = node.append(partition, idempotent(7, 0, 0, "a", "b"), Acks.ALL, PATIENCE);
    assertThat(done(first)).isEqualTo(at(1));
    node.logs.failNextWrite(new IllegalStateException("torn"));
    assertThat(refusal(node.append(partition, "lost"))).isInstanceOf(Refusal.TimedOut.class);

    await().until(() -> done(node.append(partition, "y")) instanceof Result.Ok<AppendResult>);
    var again = node.append(partition, idempotent(7, 0, 0, "a", "b"), Acks.ALL, PATIENCE);

    assertThat(done(again)).isEqualTo(duplicateAt(1));
    assertThat(refusal(node.append(partition, idempotent(7, 0, 5, "c"), Acks.ALL, PATIENCE)))
        .isEqualTo(new Refusal.OutOfOrderSequence(7, 2, 5));
  }

  @Test
  void aFullQueueRefusesAndWhatItHeldIsWrittenAllTheSame() {
    var held = appendHeld("a");
    var waiting = IntStream.range(0, 49).mapToObj(i -> node.append(partition, "b")).toList();

    assertThat(refusal(node.append(partition, "c"))).isInstanceOf(Refusal.Overloaded.class);
    node.logs.releaseWrites();

    assertThat(done(held)).isEqualTo(at(1));
    assertThat(done(waiting.get(48))).isEqualTo(at(50));
    assertThat(done(node.append(partition, "d"))).isEqualTo(at(51));
  }

  @Test
  void theQueueIsBoundedInBytesToo() {
    var held = appendHeld("a");
    String large = "x".repeat(30_000);
    var waiting = List.of(held, node.append(partition, large), node.append(partition, large));

    assertThat(refusal(node.append(partition, large))).isInstanceOf(Refusal.Overloaded.class);
    node.logs.releaseWrites();
    waiting.forEach(append -> assertThat(done(append)).isInstanceOf(Result.Ok.class));
  }

  @Test
  void anAppendWhoseTimeIsUpInTheQueueIsNeverWritten() {
    var held = appendHeld("a");

    var late = node.append(partition, batch("late"), Acks.ALL, SHORT);
    var next = node.append(partition, "next");
    assertThat(refusal(late)).isInstanceOf(Refusal.TimedOut.class);
    node.logs.releaseWrites();

    assertThat(done(held)).isEqualTo(at(1));
    assertThat(done(next)).isEqualTo(at(2));
    assertThat(node.values(partition, 0)).containsExactly("first", "a", "next");
  }

  @Test
  void anAppendUnderWayIsAnsweredInTimeToo() {
    done(node.append(partition, "first"));
    node.logs.holdWrites();

    var late = node.append(partition, batch("late"), Acks.LEADER, SHORT);

    assertThat(refusal(late)).isInstanceOf(Refusal.TimedOut.class);
  }

  @Test
  void onlyAllWaitsForTheHighWatermark() {
    done(node.append(partition, "first"));
    node.logs.log(partition).holdCommits();

    var all = node.append(partition, batch("a"), Acks.ALL, PATIENCE);
    var leader = node.append(partition, batch("b"), Acks.LEADER, PATIENCE);

    assertThat(done(leader)).isEqualTo(at(2));
    assertThat(all).isNotDone();
    assertThat(node.values(partition, 0)).containsExactly("first");
    node.logs.log(partition).releaseCommits();
    assertThat(done(all)).isEqualTo(at(1));
  }

  @Test
  void whatIsNotCommittedInTimeIsAnsweredAsUnknown() {
    done(node.append(partition, "first"));
    node.logs.log(partition).holdCommits();

    var all = node.append(partition, batch("a"), Acks.ALL, SHORT);

    assertThat(refusal(all)).isInstanceOf(Refusal.TimedOut.class);
    node.logs.log(partition).releaseCommits();
  }

  @Test
  void tooFewReplicasRefuseOnlyThoseWhoWantAll() {
    PartitionId demanding = node.partition("demanding", Map.of("min.insync.replicas", "2"));

    assertThat(refusal(node.append(demanding, "a"))).isEqualTo(new Refusal.NotEnoughReplicas(1, 2));
    assertThat(done(node.append(demanding, batch("a"), Acks.LEADER, PATIENCE))).isEqualTo(at(0));
  }

  @Test
  void whoWantsAllIsRefusedBeforeAnythingIsWrittenWhileTooFewFollow() {
    TopicId topic =
        node.metadata.createTopic("replicated", 3, 1, Map.of("min.insync.replicas", "2"));
    PartitionId demanding = new PartitionId(topic, 0);
    assertThat(done(node.append(demanding, "first"))).isEqualTo(at(0));

    node.logs.log(demanding).follow(1);

    assertThat(refusal(node.append(demanding, "refused")))
        .isEqualTo(new Refusal.NotEnoughReplicas(1, 2));
    assertThat(done(node.append(demanding, batch("leader"), Acks.LEADER, PATIENCE)))
        .isEqualTo(at(1));
    node.logs.log(demanding).follow(2);
    assertThat(done(node.append(demanding, "last"))).isEqualTo(at(2));
    assertThat(node.values(demanding, 0)).containsExactly("first", "leader", "last");
  }

  @Test
  void aDamagedBatchIsRefusedAndTakesNoOffset() {
    RecordBatch damaged = batch("abc");
    damaged.bytes().put(BatchHeader.HEADER_BYTES + 6, (byte) 99);

    assertThat(refusal(node.append(partition, damaged, Acks.ALL, PATIENCE)))
        .isInstanceOf(Refusal.CorruptBatch.class);
    assertThat(done(node.append(partition, "good"))).isEqualTo(at(0));
  }

  @Test
  void unknownTopicsAndPartitionsAreRefused() {
    PartitionId nowhere = new PartitionId(new TopicId(UUID.randomUUID()), 0);

    assertThat(refusal(node.append(nowhere, "a"))).isInstanceOf(Refusal.UnknownTopic.class);
    assertThat(refusal(node.fetch(nowhere, 0, 1, Duration.ZERO)))
        .isInstanceOf(Refusal.UnknownTopic.class);
    assertThat(refusal(node.append(new PartitionId(partition.topic(), 1), "a")))
        .isInstanceOf(Refusal.UnknownPartition.class);
  }

  // ---- trouble with the storage ----

  @Test
  void aFullDiskRefusesAppendsUntilThereIsRoomWhileReadsGoOn() {
    done(node.append(partition, "a"));
    node.logs.failNextWrite(new RefusedException(new Refusal.StorageFull("no room")));

    assertThat(refusal(node.append(partition, "b"))).isEqualTo(new Refusal.StorageFull("no room"));
    assertThat(refusal(node.append(partition, "c"))).isEqualTo(new Refusal.StorageFull("no room"));
    assertThat(node.values(partition, 0)).containsExactly("a");

    await().until(() -> done(node.append(partition, "d")).equals(at(1)));
  }

  @Test
  void whoWaitsWhenTheWriterFailsIsToldWhy() {
    done(node.append(partition, "a"));
    int before = node.logs.writes();
    node.logs.holdWrites();
    var underWay = node.append(partition, "b");
    await().until(() -> node.logs.writes() > before);
    node.logs.failNextWrite(new RefusedException(new Refusal.StorageFull("no room")));
    var waiting = List.of(node.append(partition, "c"), node.append(partition, "d"));

    node.logs.releaseWrites();

    assertThat(done(underWay)).isEqualTo(at(1));
    waiting.forEach(
        append -> assertThat(refusal(append)).isEqualTo(new Refusal.StorageFull("no room")));
  }

  @Test
  void aFencedWriterStepsAsideAndTheNextCallerWakesAnother() {
    done(node.append(partition, "a"));
    node.logs.failNextWrite(new RefusedException(new Refusal.FencedLeaderEpoch(2, 1)));

    assertThat(refusal(node.append(partition, "b"))).isInstanceOf(Refusal.OutcomeUnknown.class);

    assertThat(done(node.append(partition, "c"))).isEqualTo(at(1));
  }

  @Test
  void aDamagedLogIsReportedAndServesAgainOnceItIsWhole() {
    node.logs.failOpening(partition, new LogOfflineException("segment 17 is damaged"));

    assertThat(refusal(node.append(partition, "a")))
        .isEqualTo(new Refusal.LogOffline("segment 17 is damaged"));
    assertThat(refusal(node.fetch(partition, 0, 1, Duration.ZERO)))
        .isEqualTo(new Refusal.LogOffline("segment 17 is damaged"));

    node.logs.healOpening(partition);
    await().until(() -> done(node.append(partition, "b")).equals(at(0)));
  }

  // ---- reads ----

  @Test
  void aReaderWaitsForDataAndWakesWhenItComes() {
    done(node.append(partition, "a"));

    var waiting = node.fetch(partition, 1, 1, PATIENCE);
    done(node.append(partition, "b"));

    assertThat(TestNode.values(done(waiting))).containsExactly("b");
  }

  @Test
  void aReaderSeesNothingThatIsNotCommitted() {
    done(node.append(partition, "a"));
    node.logs.log(partition).holdCommits();
    var waiting = node.fetch(partition, 1, 1, PATIENCE);

    done(node.append(partition, batch("b"), Acks.LEADER, PATIENCE));
    assertThat(waiting).isNotDone();
    node.logs.log(partition).releaseCommits();

    assertThat(TestNode.values(done(waiting))).containsExactly("b");
  }

  @Test
  void aReaderWhoseTimeIsUpGetsWhatThereIs() {
    done(node.append(partition, "a"));

    var nothing = node.fetch(partition, 1, 1, SHORT);
    var something = node.fetch(partition, 0, 10_000, SHORT);

    assertThat(TestNode.values(done(nothing))).isEmpty();
    assertThat(TestNode.values(done(something))).containsExactly("a");
  }

  @Test
  void aReaderThatWantsManyBytesWaitsForAllOfThem() {
    done(node.append(partition, "a"));
    int one = batch("a").sizeBytes();

    var waiting = node.fetch(partition, 0, 3 * one, PATIENCE);
    done(node.append(partition, "b"));
    assertThat(waiting).isNotDone();
    done(node.append(partition, "c"));

    assertThat(TestNode.values(done(waiting))).containsExactly("a", "b", "c");
  }

  @Test
  void aReaderDoesNotWaitForBytesThatOneAnswerCannotHold() {
    done(node.append(partition, "a"));
    done(node.append(partition, "b"));
    int one = batch("a").sizeBytes();

    var reading =
        node.partitions.fetch(
            new Partitions.Fetch(partition, 0, one + 1, one + 1, PATIENCE.multipliedBy(10)));

    assertThat(TestNode.values(done(reading))).containsExactly("a");
  }

  @Test
  void waitingReadersAreBounded() {
    done(node.append(partition, "a"));
    List<CompletableFuture<Result<Partitions.Fetched>>> readers = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      readers.add(node.fetch(partition, 1, 1, PATIENCE));
    }

    assertThat(refusal(readers.get(20))).isInstanceOf(Refusal.Overloaded.class);
    done(node.append(partition, "b"));
    assertThat(TestNode.values(done(readers.get(19)))).containsExactly("b");
  }

  @Test
  void offsetsOutsideTheLogAreRefused() {
    done(node.append(partition, "a"));

    assertThat(refusal(node.fetch(partition, 2, 1, PATIENCE)))
        .isEqualTo(new Refusal.OffsetOutOfRange(2, 0, 1));
    done(node.append(partition, "b"));
    done(node.partitions.deleteRecords(partition, 1));
    assertThat(refusal(node.fetch(partition, 0, 1, PATIENCE)))
        .isEqualTo(new Refusal.OffsetOutOfRange(0, 1, 2));
    assertThat(node.values(partition, 1)).containsExactly("b");
  }

  @Test
  void offsetsAreFoundByDescription() {
    for (String value : List.of("a", "b", "c")) {
      done(node.append(partition, value));
    }
    done(node.partitions.deleteRecords(partition, 1));

    assertThat(found(new OffsetSpec.Earliest())).isEqualTo(1);
    assertThat(found(new OffsetSpec.Latest())).isEqualTo(3);
    assertThat(found(new OffsetSpec.AtTimestamp(1_000))).isEqualTo(1);
    assertThat(found(new OffsetSpec.MaxTimestamp())).isEqualTo(1);
    assertThat(done(node.partitions.lookup(partition, new OffsetSpec.AtTimestamp(1_001))))
        .isEqualTo(Result.ok(new TimestampLookup.NoneSoLate()));
  }

  private long found(OffsetSpec spec) {
    return ((TimestampLookup.Found) done(node.partitions.lookup(partition, spec)).orThrow())
        .offset();
  }

  @Test
  void boundsAreTheLogs() {
    done(node.append(partition, "a", "b"));

    Partitions.Bounds bounds = done(node.partitions.bounds(partition)).orThrow();

    assertThat(bounds.logStartOffset()).isZero();
    assertThat(bounds.highWatermark()).isEqualTo(2);
    assertThat(bounds.logEndOffset()).isEqualTo(2);
    assertThat(bounds.sizeBytes()).isPositive();
  }

  // ---- changes of the topic ----

  @Test
  void aChangedConfigurationHoldsFromTheNextAppendOn() {
    done(node.append(partition, "a"));

    alter(Map.of("message.timestamp.type", "LogAppendTime", "segment.bytes", "4096"));

    AppendResult stamped = done(node.append(partition, "b")).orThrow();
    assertThat(stamped.appendTimeMs()).isPresent();
    RecordBatch stored = node.logs.log(partition).batches().get(1);
    assertThat(stored.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(stored.maxTimestampMs()).isEqualTo(stamped.appendTimeMs().getAsLong());
    assertThat(node.logs.log(partition).configs())
        .extracting(io.tukki.core.log.LogConfig::segmentBytes)
        .containsExactly(1 << 30, 4096);

    alter(Map.of("max.message.bytes", "100"));
    assertThat(refusal(node.append(partition, "x".repeat(100))))
        .isInstanceOf(Refusal.RecordTooLarge.class);
  }

  private void alter(Map<String, String> configs) {
    node.metadata.apply(new ClusterEvent.TopicConfigAltered(partition.topic(), configs));
  }

  @Test
  void aDeletedTopicRefusesWhoWaitsAndTakesItsLogsWithIt() {
    done(node.append(partition, "a"));
    var reader = node.fetch(partition, 1, 1, PATIENCE);

    node.deleteTopic(partition.topic());

    assertThat(refusal(reader)).isInstanceOf(Refusal.UnknownTopic.class);
    await().until(() -> node.logs.deleted().contains(partition));
    assertThat(refusal(node.append(partition, "b"))).isInstanceOf(Refusal.UnknownTopic.class);
  }

  @Test
  void aDeletedTopicsSleepingPartitionsLoseTheirLogsToo() {
    node.logs.log(partition);

    node.deleteTopic(partition.topic());

    await().until(() -> node.logs.deleted().contains(partition));
  }

  @Test
  void aPartitionWhoseRecordsAreAllGoneGoesOnWhereItWas() {
    node.logs.log(partition).lead();
    RecordBatch old = batch("a", "b", "c");
    node.logs.log(partition).append(List.of(old));
    node.logs.log(partition).forgetAll();

    AppendResult next = done(node.append(partition, "d")).orThrow();

    assertThat(next.baseOffset()).isEqualTo(3);
    assertThat(next.logStartOffset()).isEqualTo(3);
  }
}
