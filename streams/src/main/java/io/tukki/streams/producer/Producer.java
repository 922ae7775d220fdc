package io.tukki.streams.producer;

import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Ways to write records.
 *
 * <p>All of them keep the order of records that go to the same partition, through retries as well,
 * and send records in batches. A stream that writes takes from upstream for as long as its buffer
 * has room, so a slow broker slows the stream; when upstream completes, or fails, everything taken
 * is still sent before the stream ends. Cancelling downstream ends it at once.
 *
 * <p>What is returned can be materialized any number of times, on any thread; each materialization
 * is a producer of its own.
 */
public final class Producer {

  private Producer() {}

  /**
   * Writes records; completes when all are stored. The first refusal that cannot be retried, or not
   * for longer, fails the stream with {@link RefusedException}.
   */
  public static <K, V> Sink<ProducerRecord<K, V>, CompletionStage<Done>> plainSink(
      ProducerSettings<K, V> settings) {
    return Flow.<ProducerRecord<K, V>>create()
        .<ProducerMessage<K, V, NotUsed>>map(
            record -> ProducerMessage.single(record, NotUsed.getInstance()))
        .via(flexiFlow(settings))
        .toMat(Sink.ignore(), Keep.right());
  }

  /**
   * Writes the records of each message and emits their results, in the order of the messages. A
   * refusal is a result: the stream goes on with the next record. Fails only where something is
   * broken.
   */
  public static <K, V, P> Flow<ProducerMessage<K, V, P>, Results<K, V, P>, NotUsed> flow(
      ProducerSettings<K, V> settings) {
    return Flow.fromGraph(new ProducerStage<>(settings));
  }

  /** As {@link #flow}, but the first refusal fails the stream with {@link RefusedException}. */
  public static <K, V, P> Flow<ProducerMessage<K, V, P>, Results<K, V, P>, NotUsed> flexiFlow(
      ProducerSettings<K, V> settings) {
    return Producer.<K, V, P>flow(settings).map(Producer::orThrow);
  }

  private static <K, V, P> Results<K, V, P> orThrow(Results<K, V, P> results) {
    switch (results) {
      case Results.Single<K, V, P> single -> single.result().orThrow();
      case Results.Multi<K, V, P> multi -> multi.results().forEach(Result::orThrow);
      case Results.PassThrough<K, V, P> nothing -> {}
    }
    return results;
  }

  /**
   * Writes some records at once, without a stream: one append per partition, more only where they
   * do not fit into a batch. Meant for what comes together anyway, such as the records of a
   * request; the caller bounds how much of it is under way.
   *
   * <p>Idempotence is off here whatever the settings say, since an identity for a single batch is
   * more for a partition to remember than it is worth: a time-out that is retried may store records
   * twice. Set the delivery time-out to zero to leave all retries to the caller.
   *
   * @return a result for each record, in their order; fails only where something is broken
   */
  public static <K, V> CompletionStage<List<Result<RecordMetadata>>> send(
      ProducerSettings<K, V> settings, List<ProducerRecord<K, V>> records) {
    return new OneShotSend<>(settings.withIdempotence(false)).send(records);
  }
}
