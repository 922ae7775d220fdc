package io.tukki.streams.consumer;

import io.tukki.core.record.Record;
import io.tukki.core.result.RefusedException;
import io.tukki.streams.TopicPartition;
import io.tukki.streams.serialization.Deserializer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Ways to read records.
 *
 * <p>A source fetches whole batches ahead of demand, up to its buffer's size, and emits their
 * records one by one. Records of one partition come in the order of their offsets; partitions take
 * turns, batch by batch. What can be tried again is tried again for as long as the source runs.
 *
 * <p>A source can be materialized any number of times, on any thread; each materialization reads on
 * its own. It stays where it is told to start: nothing is committed.
 */
public final class Consumer {

  private Consumer() {}

  /** A running source from outside. Thread-safe. */
  public interface Control {

    /** Completes once all partitions have their position: what is written from then on is read. */
    CompletionStage<Done> started();

    /**
     * Completes the source; what it has emitted flows on downstream.
     *
     * @return completes when the source has ended
     */
    CompletionStage<Done> stop();

    /** Completes the source and gives up everything that it holds. */
    CompletionStage<Done> shutdown();

    /** Completes when the source has ended, for whatever reason. */
    CompletionStage<Done> isShutdown();

    /**
     * Stops the source, waits until the stream behind it has dealt with everything emitted, then
     * shuts down.
     *
     * @param streamCompletion the end of the whole stream, usually the sink's
     * @return the stream's own result, or its failure
     */
    default <T> CompletionStage<T> drainAndShutdown(
        CompletionStage<T> streamCompletion, Executor executor) {
      return stop()
          .thenComposeAsync(stopped -> streamCompletion, executor)
          .thenComposeAsync(result -> shutdown().thenApply(ended -> result), executor);
    }
  }

  /**
   * A control together with the end of its stream, for {@code source.toMat(sink,
   * Consumer::createDrainingControl)}.
   */
  public static final class DrainingControl<T> implements Control {

    private final Control control;
    private final CompletionStage<T> streamCompletion;

    private DrainingControl(Control control, CompletionStage<T> streamCompletion) {
      this.control = control;
      this.streamCompletion = streamCompletion;
    }

    /** The end of the whole stream. */
    public CompletionStage<T> streamCompletion() {
      return streamCompletion;
    }

    /** Stops the source and waits until everything that it emitted is dealt with. */
    public CompletionStage<T> drainAndShutdown(Executor executor) {
      return control.drainAndShutdown(streamCompletion, executor);
    }

    @Override
    public CompletionStage<Done> started() {
      return control.started();
    }

    @Override
    public CompletionStage<Done> stop() {
      return control.stop();
    }

    @Override
    public CompletionStage<Done> shutdown() {
      return control.shutdown();
    }

    @Override
    public CompletionStage<Done> isShutdown() {
      return control.isShutdown();
    }
  }

  /** To be used as the function that combines materialized values. */
  public static <T> DrainingControl<T> createDrainingControl(
      Control control, CompletionStage<T> streamCompletion) {
    return new DrainingControl<>(control, streamCompletion);
  }

  /**
   * Reads records. The stream fails with {@link RefusedException} where its topic or partition does
   * not exist or is deleted, and where an offset is out of range and the settings say to fail; with
   * {@link io.tukki.streams.serialization.SerializationException} at a key or value that is not of
   * its type; with {@link io.tukki.core.record.InvalidBatchException} at damaged batches.
   */
  public static <K, V> Source<ConsumerRecord<K, V>, Control> plainSource(
      ConsumerSettings<K, V> settings, Subscription subscription) {
    Emission<ConsumerRecord<K, V>> emission =
        (partition, record) -> decode(settings, partition, record);
    return Source.fromGraph(new ConsumerStage<>(settings, subscription, emission));
  }

  private static <K, V> ConsumerRecord<K, V> decode(
      ConsumerSettings<K, V> settings, TopicPartition partition, Record record) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        record.offset(),
        record.timestampMs(),
        decode(settings.keyDeserializer(), record.key()),
        decode(settings.valueDeserializer(), record.value()),
        record.headers());
  }

  private static <T> @Nullable T decode(Deserializer<T> deserializer, @Nullable ByteBuffer bytes) {
    return bytes == null ? null : deserializer.deserialize(bytes);
  }
}
