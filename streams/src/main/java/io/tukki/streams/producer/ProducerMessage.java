package io.tukki.streams.producer;

import java.util.List;

/**
 * What goes into a producer flow: none, one or several records, and something that is handed
 * through to the result, such as the offset that they were made from.
 *
 * @param <P> the type of what is handed through
 */
public sealed interface ProducerMessage<K, V, P> {

  P passThrough();

  /** One record. */
  record Single<K, V, P>(ProducerRecord<K, V> record, P passThrough)
      implements ProducerMessage<K, V, P> {}

  /**
   * Several records, answered together once each has its result. They are not stored atomically.
   */
  record Multi<K, V, P>(List<ProducerRecord<K, V>> records, P passThrough)
      implements ProducerMessage<K, V, P> {

    public Multi {
      records = List.copyOf(records);
    }
  }

  /** No record; keeps its place in the order of results. */
  record PassThrough<K, V, P>(P passThrough) implements ProducerMessage<K, V, P> {}

  static <K, V, P> ProducerMessage<K, V, P> single(ProducerRecord<K, V> record, P passThrough) {
    return new Single<>(record, passThrough);
  }

  static <K, V, P> ProducerMessage<K, V, P> multi(
      List<ProducerRecord<K, V>> records, P passThrough) {
    return new Multi<>(records, passThrough);
  }

  static <K, V, P> ProducerMessage<K, V, P> passThrough(P passThrough) {
    return new PassThrough<>(passThrough);
  }
}
