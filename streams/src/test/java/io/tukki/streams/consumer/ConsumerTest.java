package io.tukki.streams.consumer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.Compression;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.streams.FakeBroker;
import io.tukki.streams.TopicPartition;
import io.tukki.streams.consumer.Consumer.Control;
import io.tukki.streams.consumer.Consumer.DrainingControl;
import io.tukki.streams.serialization.Serdes;
import io.tukki.streams.serialization.SerializationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsumerTest {

  private static final ActorSystem SYSTEM = ActorSystem.create("consumer-test");
  private static final Executor DIRECT = Runnable::run;

  private final FakeBroker broker = new FakeBroker();
  private final ConsumerSettings<String, String> settings =
      ConsumerSettings.create(SYSTEM, broker, Serdes.string(), Serdes.string())
          .withFetchMaxWait(Duration.ofMillis(100))
          .withRetryBackoff(Duration.ofMillis(1), Duration.ofMillis(10));

  @AfterAll
  static void terminate() {
    TestKit.shutdownActorSystem(SYSTEM);
  }

  @AfterEach
  void everySliceIsClosedAndNobodyListensAnyMore() {
    await().untilAsserted(() -> assertThat(broker.openSlices).hasValue(0));
    await().untilAsserted(() -> assertThat(broker.listenerCount()).isZero());
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everythingThatIsThereComesInTheOrderOfItsPartition(Compression compression)
      throws Exception {
    broker.createTopic("t", 3);
    for (int batch = 0; batch < 20; batch++) {
      for (int partition = 0; partition < 3; partition++) {
        store("t", partition, 1 + batch, compression);
      }
    }

    List<ConsumerRecord<String, String>> records =
        readToEnd(Subscriptions.topic("t", StartFrom.earliest()));

    assertThat(records).hasSize(3 * 210);
    for (int partition = 0; partition < 3; partition++) {
      int wanted = partition;
      assertThat(records)
          .filteredOn(record -> record.partition() == wanted)
          .extracting(ConsumerRecord::value)
          .containsExactlyElementsOf(
              IntStream.range(0, 210).mapToObj(i -> wanted + ":" + i).toList());
    }
    assertThat(records).allMatch(record -> record.value().endsWith(":" + record.offset()));
  }

  @Test
  void keysHeadersTimestampsAndMissingValuesArrive() throws Exception {
    broker.createTopic("t", 1);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    RecordHeader header = RecordHeader.ofText("trace", "4711");
    builder.append(123, utf8("key"), null, List.of(header));
    builder.append(124, null, utf8("value"), List.of());
    place("t", 0, builder.build());

    assertThat(readToEnd(Subscriptions.topic("t", StartFrom.earliest())))
        .containsExactly(
            new ConsumerRecord<>("t", 0, 0, 123, "key", null, List.of(header)),
            new ConsumerRecord<>("t", 0, 1, 124, null, "value", List.of()));
  }

  @Test
  void anOffsetInTheMiddleOfABatchIsWhereItStarts() throws Exception {
    broker.createTopic("t", 2);
    store("t", 0, 10, Compression.NONE);
    store("t", 1, 10, Compression.ZSTD);

    List<ConsumerRecord<String, String>> records =
        readToEnd(
            Subscriptions.assignmentWithOffset(
                Map.of(new TopicPartition("t", 0), 7L, new TopicPartition("t", 1), 10L)));

    assertThat(records).extracting(ConsumerRecord::value).containsExactly("0:7", "0:8", "0:9");
  }

  @Test
  void aTimeIsWhereItStartsAndWhereAllIsOlderTheEndIs() throws Exception {
    broker.createTopic("t", 2);
    store("t", 0, 10, Compression.NONE); // timestamps are offsets here
    store("t", 1, 5, Compression.NONE);

    List<ConsumerRecord<String, String>> records =
        readToEnd(
            Subscriptions.assignmentOffsetsForTimes(
                Map.of(new TopicPartition("t", 0), 8L, new TopicPartition("t", 1), 8L)));

    assertThat(records).extracting(ConsumerRecord::value).containsExactly("0:8", "0:9");
  }

  @Test
  void fromTheLatestOnlyWhatComesAfterTheStart() throws Exception {
    broker.createTopic("t", 1);
    store("t", 0, 10, Compression.NONE);
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings, Subscriptions.topic("t", StartFrom.latest()));
    get(running.first().started());

    store("t", 0, 1, Compression.NONE);

    assertThat(next(running).value()).isEqualTo("0:10");
    get(running.first().shutdown());
  }

  @Test
  void newRecordsArriveThoughNothingWasThereForAWhile() throws Exception {
    broker.createTopic("t", 1);
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings.withFetchMaxWait(Duration.ofMillis(5)), fromStart());
    get(running.first().started());

    for (int i = 0; i < 5; i++) {
      store("t", 0, 1, Compression.NONE);
      assertThat(next(running).value()).isEqualTo("0:" + i);
    }
    get(running.first().shutdown());
  }

  @Test
  void aSlowConsumerBoundsWhatIsFetched() throws Exception {
    broker.createTopic("t", 4);
    for (int batch = 0; batch < 500; batch++) {
      for (int partition = 0; partition < 4; partition++) {
        store("t", partition, 100, Compression.NONE);
      }
    }
    long batchBytes = broker.partition("t", 0).batches().get(499).sizeBytes();
    long bufferBytes = 400_000;

    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings.withBufferSize(bufferBytes), fromStart());
    long readBytes = 0;
    for (int i = 0; i < 1_500; i++) {
      next(running);
      readBytes += batchBytes / 100;
      long aheadBytes = broker.fetchedBytes.get() - readBytes;
      assertThat(aheadBytes).isLessThan(bufferBytes + 8 * batchBytes);
    }
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(5))
        .until(() -> broker.fetchedBytes.get() < bufferBytes + 1_900 * batchBytes / 100);
    get(running.first().shutdown());
  }

  @Test
  void partitionsTakeTurns() throws Exception {
    broker.createTopic("t", 3);
    for (int batch = 0; batch < 50; batch++) {
      for (int partition = 0; partition < 3; partition++) {
        store("t", partition, 10, Compression.NONE);
      }
    }

    long allBytes = 3L * 50 * broker.partition("t", 0).batches().get(0).sizeBytes();

    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings, fromStart());
    await().until(() -> broker.fetchedBytes.get() >= allBytes);
    await().until(() -> broker.openSlices.get() == 0);
    int[] seen = new int[3];
    for (int i = 0; i < 600; i++) {
      seen[next(running).partition()]++;
    }
    assertThat(seen[0]).isBetween(150, 250);
    assertThat(seen[1]).isBetween(150, 250);
    assertThat(seen[2]).isBetween(150, 250);
    get(running.first().shutdown());
  }

  @Test
  void whatIsRefusedForNowIsTriedAgain() throws Exception {
    broker.createTopic("t", 2);
    store("t", 0, 100, Compression.NONE);
    store("t", 1, 100, Compression.NONE);
    AtomicInteger fetches = new AtomicInteger();
    broker.onFetch(
        fetch ->
            fetches.incrementAndGet() % 3 == 0
                ? Optional.empty()
                : Optional.of(new Refusal.NotLeader("moving")));

    assertThat(readToEnd(fromStart())).hasSize(200);
  }

  @Test
  void whatIsRefusedForGoodFailsTheStream() {
    broker.createTopic("t", 1);
    store("t", 0, 1, Compression.NONE);
    broker.onFetch(fetch -> Optional.of(new Refusal.LogOffline("damaged")));

    assertFailsWith(new Refusal.LogOffline("damaged"), fromStart());
  }

  @Test
  void whatDoesNotExistFailsTheStream() {
    broker.createTopic("t", 2);

    assertFailsWith(
        new Refusal.UnknownTopic("nowhere"), Subscriptions.topic("nowhere", StartFrom.latest()));
    assertFailsWith(
        new Refusal.UnknownPartition("t", 2, 2),
        Subscriptions.assignment(StartFrom.latest(), new TopicPartition("t", 2)));
  }

  @Test
  void anOffsetOutOfRangeIsDealtWithByPolicy() throws Exception {
    broker.createTopic("t", 1);
    store("t", 0, 10, Compression.NONE);
    store("t", 0, 10, Compression.NONE);
    broker.partition("t", 0).deleteBefore(10);
    Subscription below = Subscriptions.assignmentWithOffset(Map.of(new TopicPartition("t", 0), 3L));

    assertFailsWith(new Refusal.OffsetOutOfRange(3, 10, 20), below);
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> earliest =
        run(settings.withOffsetOutOfRange(OffsetReset.EARLIEST), below);
    assertThat(next(earliest).offset()).isEqualTo(10);
    get(earliest.first().shutdown());
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> latest =
        run(settings.withOffsetOutOfRange(OffsetReset.LATEST), below);
    await().until(() -> !broker.partition("t", 0).nobodyWaits());
    store("t", 0, 1, Compression.NONE);
    assertThat(next(latest).offset()).isEqualTo(20);
    get(latest.first().shutdown());
  }

  @Test
  void partitionsAddedLaterAreReadFromTheirStart() throws Exception {
    broker.createTopic("t", 1);
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings, Subscriptions.topic("t", StartFrom.latest()));
    get(running.first().started());

    broker.addPartitions("t", 1);
    store("t", 1, 1, Compression.NONE);

    assertThat(next(running).value()).isEqualTo("1:0");
    get(running.first().shutdown());
  }

  @Test
  void partitionsAddedLaterAreLeftAloneIfSoWanted() throws Exception {
    broker.createTopic("t", 1);
    Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running =
        run(settings.withFollowNewPartitions(false), fromStart());
    get(running.first().started());

    broker.addPartitions("t", 1);
    store("t", 1, 1, Compression.NONE);
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(5))
        .until(() -> broker.partition("t", 1).nobodyWaits() && broker.fetchedBytes.get() == 0);
    get(running.first().shutdown());
  }

  @Test
  void deletingTheTopicFailsTheStream() throws Exception {
    broker.createTopic("t", 1);
    Pair<Control, CompletionStage<Done>> running =
        Consumer.plainSource(settings, fromStart()).toMat(Sink.ignore(), Keep.both()).run(SYSTEM);
    get(running.first().started());

    broker.deleteTopic("t");

    assertThatThrownBy(() -> get(running.second()))
        .hasCause(new RefusedException(new Refusal.UnknownTopic("t")));
    get(running.first().isShutdown());
  }

  @Test
  void drainingDealsWithEverythingThatWasEmitted() throws Exception {
    broker.createTopic("t", 1);
    for (int batch = 0; batch < 1_000; batch++) {
      store("t", 0, 10, Compression.NONE);
    }
    ConcurrentLinkedQueue<Long> emitted = new ConcurrentLinkedQueue<>();
    List<Long> dealtWith = new ArrayList<>();
    DrainingControl<Done> control =
        Consumer.plainSource(settings, fromStart())
            .map(
                record -> {
                  emitted.add(record.offset());
                  return record.offset();
                })
            .async()
            .toMat(Sink.foreach(dealtWith::add), Consumer::createDrainingControl)
            .run(SYSTEM);
    await().until(() -> emitted.size() > 500);

    get(control.drainAndShutdown(DIRECT));

    assertThat(dealtWith).containsExactlyElementsOf(emitted);
    assertThat(control.isShutdown().toCompletableFuture()).isDone();
  }

  @Test
  void drainingPassesOnTheStreamsFailure() {
    broker.createTopic("t", 1);
    store("t", 0, 10, Compression.NONE);
    RuntimeException failure = new RuntimeException("downstream");
    DrainingControl<Done> control =
        Consumer.plainSource(settings, fromStart())
            .toMat(
                Sink.foreach(
                    record -> {
                      throw failure;
                    }),
                Consumer::createDrainingControl)
            .run(SYSTEM);

    await().until(() -> control.streamCompletion().toCompletableFuture().isDone());

    assertThatThrownBy(() -> get(control.drainAndShutdown(DIRECT))).hasCause(failure);
  }

  @Test
  void cancellingDownstreamEndsTheSource() throws Exception {
    broker.createTopic("t", 1);
    store("t", 0, 10, Compression.ZSTD);

    Pair<Control, CompletionStage<ConsumerRecord<String, String>>> running =
        Consumer.plainSource(settings, fromStart()).toMat(Sink.head(), Keep.both()).run(SYSTEM);

    assertThat(get(running.second()).offset()).isZero();
    get(running.first().isShutdown());
  }

  @Test
  void stoppingAtTheEndOfNothingCompletesAtOnce() throws Exception {
    broker.createTopic("t", 3);

    assertThat(readToEnd(fromStart())).isEmpty();
  }

  @Test
  void batchesWithGapsInTheirOffsetsDoNotHoldUpTheEnd() throws Exception {
    broker.createTopic("t", 1);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(0, null, utf8("a"), List.of());
    RecordBatch batch = builder.build();
    ByteBuffer bytes = batch.bytes();
    bytes.putInt(23, 9); // the last of ten offsets, of which nine were compacted away
    batch.stampAppendTime(5); // computes the CRC anew
    place("t", 0, batch);

    assertThat(readToEnd(fromStart())).extracting(ConsumerRecord::timestampMs).containsExactly(5L);
  }

  @Test
  void aDamagedBatchFailsTheStream() {
    broker.createTopic("t", 1);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(0, null, utf8("a"), List.of());
    RecordBatch batch = builder.build();
    batch.bytes().put(batch.sizeBytes() - 2, (byte) 'b');
    place("t", 0, batch);

    assertThatThrownBy(() -> readToEnd(fromStart()))
        .hasCauseInstanceOf(InvalidBatchException.class);
  }

  @Test
  void aValueOfAnotherTypeFailsTheStream() {
    broker.createTopic("t", 1);
    store("t", 0, 1, Compression.NONE);
    ConsumerSettings<String, Long> longs =
        ConsumerSettings.create(SYSTEM, broker, Serdes.string(), Serdes.longs());

    assertThatThrownBy(
            () -> get(Consumer.plainSource(longs, fromStart()).runWith(Sink.ignore(), SYSTEM)))
        .hasCauseInstanceOf(SerializationException.class);
  }

  private static Subscription fromStart() {
    return Subscriptions.topic("t", StartFrom.earliest());
  }

  private List<ConsumerRecord<String, String>> readToEnd(Subscription subscription)
      throws Exception {
    return get(
        Consumer.plainSource(settings.withStopAtEnd(true), subscription)
            .runWith(Sink.seq(), SYSTEM));
  }

  private static Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> run(
      ConsumerSettings<String, String> with, Subscription subscription) {
    return Consumer.plainSource(with, subscription)
        .toMat(Sink.<ConsumerRecord<String, String>>queue(1), Keep.both())
        .run(SYSTEM);
  }

  private static ConsumerRecord<String, String> next(
      Pair<Control, SinkQueueWithCancel<ConsumerRecord<String, String>>> running) throws Exception {
    return get(running.second().pull()).orElseThrow();
  }

  private void assertFailsWith(Refusal refusal, Subscription subscription) {
    assertThatThrownBy(() -> readToEnd(subscription))
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  /** Values are partition and offset, timestamps are offsets. */
  private void store(String topic, int partition, int count, Compression compression) {
    long baseOffset = broker.partition(topic, partition).endOffset();
    RecordBatchBuilder builder = new RecordBatchBuilder(compression);
    for (long offset = baseOffset; offset < baseOffset + count; offset++) {
      builder.append(offset, null, utf8(partition + ":" + offset), List.of());
    }
    place(topic, partition, builder.build());
  }

  private void place(String topic, int partition, RecordBatch batch) {
    batch.placeAt(broker.partition(topic, partition).endOffset(), LeaderEpoch.NONE);
    broker.store(topic, partition, batch);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }
}
