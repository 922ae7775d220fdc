package io.tukki.streams.producer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tukki.core.partition.Acks;
import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.partition.Partitioner;
import io.tukki.core.record.Compression;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.streams.FakeBroker;
import io.tukki.streams.FakeBroker.Fault;
import io.tukki.streams.serialization.Serdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProducerTest {

  private static final ActorSystem SYSTEM = ActorSystem.create("producer-test");

  private final FakeBroker broker = new FakeBroker();
  private final ProducerSettings<String, String> settings =
      ProducerSettings.create(SYSTEM, broker, Serdes.string(), Serdes.string())
          .withRetryBackoff(Duration.ofMillis(1), Duration.ofMillis(10));

  @AfterAll
  static void terminate() {
    TestKit.shutdownActorSystem(SYSTEM);
  }

  @Test
  void resultsComeInTheOrderOfTheMessagesAndNameTheOffsetsOfTheirRecords() throws Exception {
    broker.createTopic("t", 3);
    List<ProducerMessage<String, String, Integer>> messages = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      messages.add(
          switch (i % 3) {
            case 0 -> ProducerMessage.single(record("a" + i), i);
            case 1 -> ProducerMessage.multi(List.of(record("b" + i), record("c" + i)), i);
            default -> ProducerMessage.passThrough(i);
          });
    }

    List<Results<String, String, Integer>> results =
        get(
            Source.from(messages)
                .via(Producer.flow(settings.withKeylessRecords(KeylessPolicy.ROUND_ROBIN)))
                .runWith(Sink.seq(), SYSTEM));

    assertThat(results)
        .extracting(Results::passThrough)
        .containsExactlyElementsOf(IntStream.range(0, 3_000).boxed().toList());
    Map<Integer, List<Record>> stored = storedIn("t", 3);
    for (Results<String, String, Integer> result : results) {
      int i = result.passThrough();
      switch (result) {
        case Results.Single<String, String, Integer> single ->
            assertThat(valueAt(stored, single.result())).isEqualTo("a" + i);
        case Results.Multi<String, String, Integer> multi -> {
          assertThat(valueAt(stored, multi.results().get(0))).isEqualTo("b" + i);
          assertThat(valueAt(stored, multi.results().get(1))).isEqualTo("c" + i);
        }
        case Results.PassThrough<String, String, Integer> nothing -> assertThat(i % 3).isEqualTo(2);
      }
    }
  }

  @Test
  void recordsOfOneKeyStayInOrderInTheKeysPartition() throws Exception {
    broker.createTopic("t", 6);

    get(
        Source.range(0, 9_999)
            .map(i -> ProducerRecord.of("t", "key-" + i % 97, Integer.toString(i)))
            .runWith(Producer.plainSink(settings.withBatchSize(1_000)), SYSTEM));

    Map<String, Integer> lastOfKey = new HashMap<>();
    int count = 0;
    for (Map.Entry<Integer, List<Record>> partition : storedIn("t", 6).entrySet()) {
      for (Record record : partition.getValue()) {
        ByteBuffer key = Objects.requireNonNull(record.key());
        assertThat(Partitioner.partitionOf(key, 6)).isEqualTo(partition.getKey());
        int number = Integer.parseInt(text(record.value()));
        Integer before = lastOfKey.put(text(key), number);
        assertThat(before == null || before < number).isTrue();
        count++;
      }
    }
    assertThat(count).isEqualTo(10_000);
  }

  @Test
  void timestampsHeadersPartitionsAndMissingValuesArrive() throws Exception {
    broker.createTopic("t", 2);
    RecordHeader header = RecordHeader.ofText("trace", "4711");
    ProducerRecord<String, String> record =
        ProducerRecord.<String, String>of("t", "key", null)
            .withPartition(1)
            .withTimestamp(123)
            .withHeader(header);

    get(Source.single(record).runWith(Producer.plainSink(settings), SYSTEM));

    assertThat(broker.partition("t", 1).records())
        .containsExactly(new Record(0, 123, bytes("key"), null, List.of(header)));
  }

  @Test
  void aStalledBrokerStopsDemandUntilItGoesOn() throws Exception {
    broker.createTopic("t", 1);
    broker.onAppend(append -> Fault.STALLED);
    AtomicInteger pulled = new AtomicInteger();
    String value = "x".repeat(1_000);

    CompletionStage<Done> done =
        Source.range(1, 2_000)
            .map(
                i -> {
                  pulled.incrementAndGet();
                  return record(value);
                })
            .runWith(Producer.plainSink(settings.withBufferSize(100_000)), SYSTEM);

    await().until(() -> broker.stalledAppends() > 0 && pulled.get() > 50);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> pulled.get() <= 100);
    broker.release();
    get(done);
    assertThat(broker.partition("t", 0).records()).hasSize(2_000);
  }

  @Test
  void resultsThatNobodyTakesStopDemandAsWell() {
    broker.createTopic("t", 1);
    AtomicInteger pulled = new AtomicInteger();

    var queue =
        Source.range(1, 2_000)
            .map(
                i -> {
                  pulled.incrementAndGet();
                  return ProducerMessage.single(record("x".repeat(1_000)), i);
                })
            .via(Producer.flow(settings.withBufferSize(100_000)))
            .runWith(Sink.queue(1), SYSTEM);

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> pulled.get() > 50 && pulled.get() <= 100);
    queue.cancel();
  }

  @Test
  void whileABatchIsUnderWayTheNextOneGrows() throws Exception {
    broker.createTopic("t", 1);
    broker.onAppend(append -> Fault.STALLED);
    SourceQueueWithComplete<ProducerRecord<String, String>> queue = offering(settings);

    offer(queue, "first");
    await().until(() -> broker.stalledAppends() == 1);
    for (int i = 0; i < 20; i++) {
      offer(queue, "then");
    }
    broker.release();
    await().until(() -> broker.partition("t", 0).records().size() == 21);

    assertThat(broker.recordsPerAppend).containsExactly(1, 20);
    queue.complete();
  }

  @Test
  void withLingerRecordsThatComeOneByOneShareABatch() throws Exception {
    broker.createTopic("t", 1);
    SourceQueueWithComplete<ProducerRecord<String, String>> queue =
        offering(settings.withLinger(Duration.ofMillis(500)));

    for (int i = 0; i < 10; i++) {
      offer(queue, "value");
    }
    assertThat(broker.recordsPerAppend).isEmpty();
    await().until(() -> broker.partition("t", 0).records().size() == 10);

    assertThat(broker.recordsPerAppend).containsExactly(10);
    queue.complete();
  }

  @Test
  void fullBatchesDoNotWaitForLingerAndStayWithinTheirSize() throws Exception {
    broker.createTopic("t", 1);

    get(
        Source.range(1, 1_000)
            .map(i -> record("x".repeat(100)))
            .runWith(
                Producer.plainSink(
                    settings.withLinger(Duration.ofMinutes(1)).withBatchSize(16 * 1024)),
                SYSTEM));

    List<RecordBatch> batches = broker.partition("t", 0).batches();
    assertThat(batches).hasSizeBetween(6, 8);
    assertThat(batches).allMatch(batch -> batch.sizeBytes() <= 16 * 1024);
    assertThat(batches.subList(0, batches.size() - 1))
        .allMatch(batch -> batch.sizeBytes() > 15 * 1024);
  }

  @Test
  void aRecordLargerThanABatchGoesAlone() throws Exception {
    broker.createTopic("t", 1);

    get(
        Source.from(List.of("small", "x".repeat(5_000), "small"))
            .map(ProducerTest::record)
            .runWith(Producer.plainSink(settings.withBatchSize(1_000)), SYSTEM));

    assertThat(broker.recordsPerAppend).containsExactly(1, 1, 1);
  }

  @Test
  void recordsAreStoredOnceAndInOrderThoughAppendsFail() throws Exception {
    broker.createTopic("t", 4);
    SplittableRandom random = new SplittableRandom(5);
    Fault[] faults = {Fault.OVERLOADED, Fault.STORED_BUT_TIMED_OUT, Fault.LOST_AND_TIMED_OUT};
    broker.onAppend(
        append -> random.nextInt(4) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE);

    get(
        Source.range(0, 4_999)
            .map(i -> record(Integer.toString(i)).withPartition(i % 4))
            .runWith(Producer.plainSink(settings.withBatchSize(300)), SYSTEM));

    storedIn("t", 4)
        .forEach(
            (partition, records) -> {
              assertThat(records).hasSize(1_250);
              for (int i = 0; i < records.size(); i++) {
                assertThat(text(records.get(i).value()))
                    .isEqualTo(Integer.toString(4 * i + partition));
              }
            });
  }

  @Test
  void aRefusalIsAResultAndTheFlowGoesOn() throws Exception {
    broker.createTopic("t", 2);

    List<Results<String, String, Integer>> results =
        get(
            Source.from(
                    List.of(
                        record("good"),
                        ProducerRecord.<String, String>of("nowhere", "x"),
                        record("bad").withPartition(2),
                        ProducerRecord.<String, String>of("t", "\uD800", "half a character"),
                        record("good")))
                .map(record -> ProducerMessage.single(record, 0))
                .via(Producer.flow(settings))
                .runWith(Sink.seq(), SYSTEM));

    List<Result<RecordMetadata>> outcomes =
        results.stream()
            .map(result -> ((Results.Single<String, String, Integer>) result).result())
            .toList();
    assertThat(outcomes.get(0)).isInstanceOf(Result.Ok.class);
    assertThat(outcomes.get(1)).isEqualTo(Result.refused(new Refusal.UnknownTopic("nowhere")));
    assertThat(outcomes.get(2)).isEqualTo(Result.refused(new Refusal.UnknownPartition("t", 2, 2)));
    assertThat(((Result.Refused<RecordMetadata>) outcomes.get(3)).refusal())
        .isInstanceOf(Refusal.InvalidRequest.class);
    assertThat(outcomes.get(4)).isInstanceOf(Result.Ok.class);
  }

  @Test
  void aRefusalFailsASink() {
    CompletionStage<Done> done =
        Source.single(ProducerRecord.<String, String>of("nowhere", "x"))
            .runWith(Producer.plainSink(settings), SYSTEM);

    assertThatThrownBy(() -> get(done)).hasCauseInstanceOf(RefusedException.class);
  }

  @Test
  void whatIsRefusedForNowIsGivenUpWhenItsTimeIsOver() throws Exception {
    broker.createTopic("t", 1);
    broker.onAppend(append -> Fault.OVERLOADED);

    Results<String, String, Integer> result =
        get(
            Source.single(ProducerMessage.single(record("x"), 1))
                .via(Producer.flow(settings.withDeliveryTimeout(Duration.ofSeconds(2))))
                .runWith(Sink.head(), SYSTEM));

    assertThat(((Results.Single<String, String, Integer>) result).result())
        .isEqualTo(Result.refused(new Refusal.Overloaded("too much")));
    assertThat(broker.recordsPerAppend).hasSizeGreaterThan(2);
  }

  @Test
  void aBrokenBrokerFailsTheStream() {
    broker.createTopic("t", 1);
    broker.onAppend(append -> Fault.BROKEN);

    CompletionStage<Done> done =
        Source.single(record("x")).runWith(Producer.plainSink(settings), SYSTEM);

    assertThatThrownBy(() -> get(done)).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWasTakenIsStoredThoughUpstreamFails() {
    broker.createTopic("t", 1);
    RuntimeException failure = new RuntimeException("upstream");

    CompletionStage<Done> done =
        Source.range(1, 101)
            .map(
                i -> {
                  if (i == 101) {
                    throw failure;
                  }
                  return record("x");
                })
            .runWith(Producer.plainSink(settings.withLinger(Duration.ofMinutes(1))), SYSTEM);

    assertThatThrownBy(() -> get(done)).hasCause(failure);
    assertThat(broker.partition("t", 0).records()).hasSize(100);
  }

  @Test
  void withoutAcknowledgementsThereAreNoOffsetsAndNoNumbers() throws Exception {
    broker.createTopic("t", 1);

    Results<String, String, Integer> result =
        get(
            Source.single(ProducerMessage.single(record("x"), 1))
                .via(Producer.flow(settings.withAcks(Acks.NONE)))
                .runWith(Sink.head(), SYSTEM));

    Result<RecordMetadata> stored = ((Results.Single<String, String, Integer>) result).result();
    assertThat(stored.orThrow().offset()).isEqualTo(OptionalLong.empty());
    assertThat(broker.partition("t", 0).batches().get(0).hasProducerId()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void batchesAreCompressedAsToldAndNumbered(Compression compression) throws Exception {
    broker.createTopic("t", 1);

    get(
        Source.range(0, 999)
            .map(i -> record("value " + i))
            .runWith(Producer.plainSink(settings.withCompression(compression)), SYSTEM));

    assertThat(broker.partition("t", 0).batches())
        .allMatch(batch -> batch.compression().orElseThrow() == compression)
        .allMatch(RecordBatch::hasProducerId);
    assertThat(broker.partition("t", 0).records())
        .extracting(record -> text(record.value()))
        .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> "value " + i).toList());
  }

  @Test
  void sendingAtOnceTakesOneAppendPerPartitionAndAnswersInOrder() throws Exception {
    broker.createTopic("t", 3);
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(record("value " + i).withPartition(i % 3));
    }
    records.add(150, ProducerRecord.of("nowhere", "x"));

    List<Result<RecordMetadata>> results = get(Producer.send(settings, records));

    assertThat(broker.recordsPerAppend).containsExactly(100, 100, 100);
    assertThat(results).hasSize(301);
    assertThat(results.get(150)).isEqualTo(Result.refused(new Refusal.UnknownTopic("nowhere")));
    Map<Integer, List<Record>> stored = storedIn("t", 3);
    for (int i = 0; i < 301; i++) {
      if (i != 150) {
        assertThat(valueAt(stored, results.get(i))).isEqualTo(records.get(i).value());
      }
    }
  }

  @Test
  void sendingAtOnceTriesAgainAndSendingNothingIsDoneAtOnce() throws Exception {
    broker.createTopic("t", 1);
    AtomicInteger appends = new AtomicInteger();
    broker.onAppend(append -> appends.incrementAndGet() < 3 ? Fault.OVERLOADED : Fault.NONE);

    assertThat(get(Producer.send(settings, List.of(record("x")))).get(0))
        .isInstanceOf(Result.Ok.class);
    assertThat(appends).hasValue(3);
    assertThat(get(Producer.send(settings, List.of()))).isEmpty();
  }

  @Test
  void sendingAtOnceWithoutTimeForRetriesAnswersTheFirstRefusal() throws Exception {
    broker.createTopic("t", 1);
    broker.onAppend(append -> Fault.OVERLOADED);

    List<Result<RecordMetadata>> results =
        get(Producer.send(settings.withDeliveryTimeout(Duration.ZERO), List.of(record("x"))));

    assertThat(results).containsExactly(Result.refused(new Refusal.Overloaded("too much")));
    assertThat(broker.recordsPerAppend).hasSize(1);
  }

  private static ProducerRecord<String, String> record(String value) {
    return ProducerRecord.of("t", value);
  }

  private SourceQueueWithComplete<ProducerRecord<String, String>> offering(
      ProducerSettings<String, String> with) {
    return Source.<ProducerRecord<String, String>>queue(10, OverflowStrategy.backpressure())
        .toMat(Producer.plainSink(with), Keep.left())
        .run(SYSTEM);
  }

  private static void offer(
      SourceQueueWithComplete<ProducerRecord<String, String>> queue, String value)
      throws Exception {
    get(queue.offer(record(value)));
  }

  private Map<Integer, List<Record>> storedIn(String topic, int partitions) {
    Map<Integer, List<Record>> stored = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      stored.put(partition, broker.partition(topic, partition).records());
    }
    return Collections.unmodifiableMap(stored);
  }

  private static String valueAt(Map<Integer, List<Record>> stored, Result<RecordMetadata> result) {
    RecordMetadata metadata = result.orThrow();
    return text(
        stored.get(metadata.partition()).get((int) metadata.offset().orElseThrow()).value());
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }
}
