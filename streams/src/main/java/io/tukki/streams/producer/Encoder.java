package io.tukki.streams.producer;

import io.tukki.core.result.Refusal;
import io.tukki.streams.producer.RecordAccumulator.Encoded;
import io.tukki.streams.serialization.SerializationException;
import io.tukki.streams.serialization.Serializer;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands records in the user's types to the accumulator as bytes. */
final class Encoder<K, V> {

  private final Serializer<K> keys;
  private final Serializer<V> values;
  private final LongSupplier clockMs;

  /**
   * @param clockMs the time of records that have none of their own
   */
  Encoder(ProducerSettings<K, V> settings, LongSupplier clockMs) {
    this.keys = settings.keySerializer();
    this.values = settings.valueSerializer();
    this.clockMs = clockMs;
  }

  /**
   * @throws SerializationException if the key or value cannot be written
   */
  Encoded encode(ProducerRecord<K, V> record) {
    return new Encoded(
        record.topic(),
        record.partition(),
        record.timestampMs().orElseGet(clockMs),
        serialize(keys, record.key()),
        serialize(values, record.value()),
        record.headers());
  }

  private static <T> @Nullable ByteBuffer serialize(Serializer<T> serializer, @Nullable T value) {
    return value == null ? null : serializer.serialize(value);
  }

  static Slot refused(SerializationException e) {
    return new Slot.NotTaken(new Refusal.InvalidRequest("A record " + e.getMessage() + "."));
  }
}
