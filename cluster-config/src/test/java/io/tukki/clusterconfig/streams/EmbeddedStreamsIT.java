package io.tukki.clusterconfig.streams;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.bootstrap.TukkiNode;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.record.Compression;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.ConsumerRecord;
import io.tukki.streams.consumer.ConsumerSettings;
import io.tukki.streams.consumer.StartFrom;
import io.tukki.streams.consumer.Subscriptions;
import io.tukki.streams.producer.Producer;
import io.tukki.streams.producer.ProducerMessage;
import io.tukki.streams.producer.ProducerRecord;
import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.producer.Results;
import io.tukki.streams.serialization.Serdes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStreamsIT {

  private static final int PARTITIONS = 6;
  private static final int RECORDS = 10_000;

  @TempDir Path data;

  @Test
  void recordsOfEveryKindSurviveARestartInOrderAndAtTheirOffsets() throws Exception {
    Map<Integer, Map<Long, String>> places = new HashMap<>();
    try (TukkiNode node = start()) {
      createTopic(node, "t", Map.of());
      for (Compression compression : Compression.values()) {
        for (Acks acks : List.of(Acks.LEADER, Acks.ALL)) {
          write(
              node,
              producer(node).withCompression(compression).withAcks(acks),
              compression + " " + acks,
              places);
        }
      }
      assertThat(read(node)).isEqualTo(places);
    }
    try (TukkiNode node = start()) {
      assertThat(read(node)).isEqualTo(places);
    }
  }

  private static void write(
      TukkiNode node,
      ProducerSettings<String, String> settings,
      String kind,
      Map<Integer, Map<Long, String>> places)
      throws Exception {
    List<Results<String, String, String>> results =
        get(
            Source.range(1, RECORDS / 10)
                .map(i -> "%s %d".formatted(kind, i))
                .map(
                    value ->
                        ProducerMessage.single(
                            ProducerRecord.of("t", "key " + value.hashCode() % 500, value), value))
                .via(Producer.flow(settings.withBatchSize(8_000)))
                .runWith(Sink.seq(), node.system()));
    for (Results<String, String, String> result : results) {
      var place = ((Results.Single<String, String, String>) result).result().orThrow();
      places
          .computeIfAbsent(place.partition(), p -> new HashMap<>())
          .put(place.offset().orElseThrow(), result.passThrough());
    }
  }

  private static Map<Integer, Map<Long, String>> read(TukkiNode node) throws Exception {
    List<ConsumerRecord<String, String>> records =
        get(
            Consumer.plainSource(
                    consumer(node).withStopAtEnd(true),
                    Subscriptions.topic("t", StartFrom.earliest()))
                .runWith(Sink.seq(), node.system()));
    Map<Integer, Map<Long, String>> places = new HashMap<>();
    Map<Integer, Long> lastOffsets = new HashMap<>();
    for (ConsumerRecord<String, String> record : records) {
      Long before = lastOffsets.put(record.partition(), record.offset());
      assertThat(record.offset()).isEqualTo(before == null ? 0 : before + 1);
      places
          .computeIfAbsent(record.partition(), p -> new HashMap<>())
          .put(record.offset(), record.value());
    }
    assertThat(records).hasSize(RECORDS);
    return places;
  }

  @Test
  void whatIsWrittenWhileSomebodyReadsArrives() throws Exception {
    try (TukkiNode node = start()) {
      createTopic(node, "t", Map.of());
      var running =
          Consumer.plainSource(consumer(node), Subscriptions.topic("t", StartFrom.latest()))
              .take(RECORDS)
              .toMat(Sink.seq(), Keep.both())
              .run(node.system());
      get(running.first().started());

      get(
          Source.range(0, RECORDS - 1)
              .map(i -> ProducerRecord.<String, String>of("t", Integer.toString(i)))
              .runWith(
                  Producer.plainSink(producer(node).withKeylessRecords(KeylessPolicy.ROUND_ROBIN)),
                  node.system()));

      List<Integer> numbers = new ArrayList<>();
      get(running.second()).forEach(record -> numbers.add(Integer.parseInt(record.value())));
      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, RECORDS).boxed().toList());
    }
  }

  @Test
  void theNodesRefusalsReachTheStream() throws Exception {
    try (TukkiNode node = start()) {
      createTopic(node, "t", Map.of("max.message.bytes", "2000"));

      List<Results<String, String, Integer>> results =
          get(
              Source.from(List.of("small", "x".repeat(5_000), "small"))
                  .map(
                      value ->
                          ProducerMessage.single(
                              ProducerRecord.<String, String>of("t", value).withPartition(0), 0))
                  .via(Producer.flow(producer(node)))
                  .runWith(Sink.seq(), node.system()));

      assertThat(results)
          .extracting(result -> ((Results.Single<String, String, Integer>) result).result())
          .satisfiesExactly(
              first -> assertThat(first).isInstanceOf(Result.Ok.class),
              second ->
                  assertThat(((Result.Refused<?>) second).refusal())
                      .isInstanceOf(Refusal.RecordTooLarge.class),
              third -> assertThat(third).isInstanceOf(Result.Ok.class));
    }
  }

  @Test
  void deletingTheTopicEndsItsReaders() throws Exception {
    try (TukkiNode node = start()) {
      createTopic(node, "t", Map.of());
      var running =
          Consumer.plainSource(consumer(node), Subscriptions.topic("t", StartFrom.earliest()))
              .toMat(Sink.ignore(), Keep.both())
              .run(node.system());
      get(running.first().started());

      get(node.broker().topics().delete("t")).orThrow();

      assertThatThrownBy(() -> get(running.second())).hasCauseInstanceOf(RefusedException.class);
    }
  }

  private TukkiNode start() {
    return TukkiNode.start(NodeSettings.builder().dataDir(data).httpPort(0).build());
  }

  private static void createTopic(TukkiNode node, String name, Map<String, String> configs)
      throws Exception {
    get(node.broker()
            .topics()
            .create(
                new Topics.Create(
                    name, OptionalInt.of(PARTITIONS), OptionalInt.empty(), configs, false)))
        .orThrow();
  }

  private static ProducerSettings<String, String> producer(TukkiNode node) {
    return ProducerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string());
  }

  private static ConsumerSettings<String, String> consumer(TukkiNode node) {
    return ConsumerSettings.create(node.system(), node.broker(), Serdes.string(), Serdes.string());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }
}
