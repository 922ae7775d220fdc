package io.tukki.streams.example;

import io.tukki.actors.Broker;
import io.tukki.core.record.Compression;
import io.tukki.core.result.Result;
import io.tukki.streams.TopicPartition;
import io.tukki.streams.consumer.Consumer;
import io.tukki.streams.consumer.Consumer.DrainingControl;
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
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** The examples of docs/streams.md; a test compares, and runs them. */
final class StreamsExamples {

  record Order(long id, String customer, int cents) {}

  private final ActorSystem system;
  private final Broker broker;

  StreamsExamples(ActorSystem system, Broker broker) {
    this.system = system;
    this.broker = broker;
  }

  CompletionStage<Done> produce(List<Order> orders) {
    // example: produce
    var settings =
        ProducerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class))
            .withCompression(Compression.LZ4);

    CompletionStage<Done> stored =
        Source.from(orders)
            .map(order -> ProducerRecord.of("orders", order.customer(), order))
            .runWith(Producer.plainSink(settings), system);
    // end
    return stored;
  }

  CompletionStage<List<String>> results(List<Order> orders) {
    var settings =
        ProducerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class));
    // example: results
    CompletionStage<List<String>> report =
        Source.from(orders)
            .map(
                order ->
                    ProducerMessage.single(
                        ProducerRecord.of("orders", order.customer(), order), order.id()))
            .via(Producer.flow(settings))
            .map(StreamsExamples::describe)
            .runWith(Sink.seq(), system);
    // end
    return report;
  }

  // example: describe
  static String describe(Results<String, Order, Long> results) {
    return switch (results) {
      case Results.Single<String, Order, Long>(var record, var result, var id) ->
          switch (result) {
            case Result.Ok<RecordMetadata>(var place) ->
                "order %d is at %d-%s".formatted(id, place.partition(), place.offset());
            case Result.Refused<RecordMetadata>(var refusal) ->
                "order %d was refused: %s".formatted(id, refusal.message());
          };
      case Results.Multi<String, Order, Long> several -> "several records";
      case Results.PassThrough<String, Order, Long> nothing -> "no record";
    };
  }

  // end

  DrainingControl<Done> consume(java.util.function.Consumer<Order> shop) {
    // example: consume
    var settings =
        ConsumerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class));

    DrainingControl<Done> control =
        Consumer.plainSource(settings, Subscriptions.topic("orders", StartFrom.earliest()))
            .toMat(
                Sink.foreach(record -> shop.accept(record.value())),
                Consumer::createDrainingControl)
            .run(system);
    // end
    return control;
  }

  CompletionStage<Done> stop(DrainingControl<Done> control) {
    // example: stop
    CompletionStage<Done> allDealtWith = control.drainAndShutdown(system.dispatcher());
    // end
    return allDealtWith;
  }

  CompletionStage<List<ConsumerRecord<String, Order>>> replay(long sinceMs) {
    // example: replay
    var settings =
        ConsumerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class))
            .withStopAtEnd(true);
    var lastHour = StartFrom.timestamp(sinceMs);

    CompletionStage<List<ConsumerRecord<String, Order>>> records =
        Consumer.plainSource(settings, Subscriptions.topic("orders", lastHour))
            .runWith(Sink.seq(), system);
    // end
    return records;
  }

  CompletionStage<Long> resume(Map<TopicPartition, Long> positions) {
    var settings =
        ConsumerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class))
            .withStopAtEnd(true);
    // example: resume
    CompletionStage<Long> revenue =
        Consumer.plainSource(settings, Subscriptions.assignmentWithOffset(positions))
            .map(record -> (long) record.value().cents())
            .runWith(Sink.fold(0L, Long::sum), system);
    // end
    return revenue;
  }

  CompletionStage<List<Result<RecordMetadata>>> sendAtOnce(Order order) {
    var settings =
        ProducerSettings.create(system, broker, Serdes.string(), Serdes.json(Order.class));
    // example: send
    CompletionStage<List<Result<RecordMetadata>>> results =
        Producer.send(
            settings.withDeliveryTimeout(Duration.ofSeconds(5)),
            List.of(ProducerRecord.of("orders", order.customer(), order)));
    // end
    return results;
  }
}
