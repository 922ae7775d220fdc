package io.tukki.chaos.load;

import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Runs;
import io.tukki.chaos.history.Value;
import io.tukki.clusterconfig.bootstrap.TukkiClient;
import io.tukki.core.partition.Acks;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.streams.TopicPartition;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.ConsumerRecord;
import io.tukki.streams.consumer.ConsumerSettings;
import io.tukki.streams.consumer.StartFrom;
import io.tukki.streams.consumer.Subscriptions;
import io.tukki.streams.producer.Producer;
import io.tukki.streams.producer.ProducerMessage;
import io.tukki.streams.producer.ProducerRecord;
import io.tukki.streams.producer.ProducerSettings;
import io.tukki.streams.producer.RecordMetadata;
import io.tukki.streams.producer.Results;
import io.tukki.streams.serialization.Serdes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Lanes and readers over the Java API: idempotent, several records under way in each lane. */
final class StreamsLanes {

  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(20);
  private static final int RESULTS_TOGETHER = 200;
  private static final Duration RESULTS_WITHIN = Duration.ofMillis(20);
  private static final RestartSettings RESTART =
      RestartSettings.create(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2);

  private final TukkiClient client;
  private final String topic;
  private final HistoryLog history;
  private final AtomicBoolean running;
  private final String filling;

  StreamsLanes(
      TukkiClient client, String topic, HistoryLog history, AtomicBoolean running, int valueBytes) {
    this.client = client;
    this.topic = topic;
    this.history = history;
    this.running = running;
    this.filling = " " + "x".repeat(Math.max(0, valueBytes - 12));
  }

  private record Invoked(long sequence, long atUs) {}

  /** Completes when, after {@code running} has ended, each record sent has its outcome. */
  CompletionStage<Done> produce(int lane, int partition, Acks acks, int recordsPerSecond) {
    ProducerSettings<String, String> settings =
        ProducerSettings.create(client.system(), client.broker(), Serdes.string(), Serdes.string())
            .withAcks(acks)
            .withDeliveryTimeout(DELIVERY_TIMEOUT);
    return Source.fromIterator(() -> LongStream.iterate(0, sequence -> sequence + 1).iterator())
        .takeWhile(sequence -> running.get())
        .throttle(recordsPerSecond, Duration.ofSeconds(1))
        .map(
            sequence ->
                ProducerMessage.single(
                    ProducerRecord.of(topic, "lane-" + lane, new Value(lane, sequence) + filling)
                        .withPartition(partition),
                    new Invoked(sequence, Clock.nowUs())))
        .via(Producer.flow(settings))
        .groupedWithin(RESULTS_TOGETHER, RESULTS_WITHIN)
        .runWith(Sink.foreach(results -> write(lane, partition, results)), client.system());
  }

  private void write(int lane, int partition, List<Results<String, String, Invoked>> results) {
    long endedUs = Clock.nowUs();
    int begin = 0;
    while (begin < results.size()) {
      Invoked first = invoked(results.get(begin));
      Outcome outcome = outcome(results.get(begin));
      int end = begin + 1;
      while (end < results.size()
          && outcome(results.get(end)).equals(HttpProducer.shifted(outcome, end - begin))) {
        end++;
      }
      history.write(
          new Sent(lane, partition, first.sequence(), end - begin, first.atUs(), endedUs, outcome));
      begin = end;
    }
  }

  private static Invoked invoked(Results<String, String, Invoked> results) {
    return switch (results) {
      case Results.Single<String, String, Invoked> single -> single.passThrough();
      case Results.Multi<String, String, Invoked> several -> several.passThrough();
      case Results.PassThrough<String, String, Invoked> none -> none.passThrough();
    };
  }

  private static Outcome outcome(Results<String, String, Invoked> results) {
    if (!(results instanceof Results.Single<String, String, Invoked> single)) {
      throw new IllegalStateException("only single records are sent");
    }
    return switch (single.result()) {
      case Result.Ok<RecordMetadata>(var place) ->
          place.offset().isPresent()
              ? new Outcome.Acknowledged(place.offset().getAsLong())
              : new Outcome.AcknowledgedSomewhere();
      case Result.Refused<RecordMetadata>(var refusal) -> refused(refusal);
    };
  }

  private static Outcome refused(Refusal refusal) {
    String reason = "streams " + refusal.getClass().getSimpleName();
    return refusal instanceof Refusal.TimedOut
            || refusal instanceof Refusal.OutcomeUnknown
            || refusal instanceof Refusal.LogOffline
        ? new Outcome.Unknown(reason)
        : new Outcome.Failed(reason);
  }

  /** Reads on until the client stops; a stream that fails begins again, as a new reader. */
  void read(int firstReader, int partition) {
    ConsumerSettings<String, String> settings =
        ConsumerSettings.create(client.system(), client.broker(), Serdes.string(), Serdes.string());
    java.util.concurrent.atomic.AtomicInteger reader =
        new java.util.concurrent.atomic.AtomicInteger(firstReader);
    RestartSource.onFailuresWithBackoff(
            RESTART,
            () -> {
              int number = reader.getAndIncrement();
              history.write(new ReaderStarted(number, partition, ReaderKind.LIVE, Clock.nowUs()));
              return Consumer.plainSource(
                      settings,
                      Subscriptions.assignment(
                          StartFrom.earliest(), new TopicPartition(topic, partition)))
                  .groupedWithin(RESULTS_TOGETHER, RESULTS_WITHIN)
                  .map(records -> polled(number, records));
            })
        .runWith(Sink.foreach(history::write), client.system());
  }

  private static Polled polled(int reader, List<ConsumerRecord<String, String>> records) {
    Runs runs = new Runs();
    for (ConsumerRecord<String, String> record : records) {
      runs.add(record.offset(), Value.parse(String.valueOf(record.value())));
    }
    return new Polled(reader, Clock.nowUs(), runs.take());
  }
}
