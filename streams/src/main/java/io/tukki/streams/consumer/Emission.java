package io.tukki.streams.consumer;

import io.tukki.core.record.Record;
import io.tukki.streams.TopicPartition;

/** Makes what a source emits of a record as it lies in the log. */
@FunctionalInterface
interface Emission<T> {

  /**
   * @throws io.tukki.streams.serialization.SerializationException if key or value are not of their
   *     type
   */
  T of(TopicPartition partition, Record record);
}
