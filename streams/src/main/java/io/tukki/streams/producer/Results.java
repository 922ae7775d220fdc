package io.tukki.streams.producer;

import io.tukki.core.result.Result;
import java.util.List;

/**
 * What comes out of a producer flow, one for each {@link ProducerMessage}, in their order.
 *
 * @param <P> the type of what was handed through
 */
public sealed interface Results<K, V, P> {

  P passThrough();

  /** Where the record went, or why it went nowhere. */
  record Single<K, V, P>(ProducerRecord<K, V> record, Result<RecordMetadata> result, P passThrough)
      implements Results<K, V, P> {}

  /** A result for each record, in the order of the message. */
  record Multi<K, V, P>(
      List<ProducerRecord<K, V>> records, List<Result<RecordMetadata>> results, P passThrough)
      implements Results<K, V, P> {}

  record PassThrough<K, V, P>(P passThrough) implements Results<K, V, P> {}
}
