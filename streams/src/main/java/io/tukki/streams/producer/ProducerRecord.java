package io.tukki.streams.producer;

import io.tukki.core.record.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written. Immutable.
 *
 * @param partition where to write it; if empty, equal keys go to equal partitions, and records
 *     without a key are spread
 * @param timestampMs milliseconds since 1970; if empty, the time at which the producer gets the
 *     record
 * @param key null for none
 * @param value null for none
 */
public record ProducerRecord<K, V>(
    String topic,
    OptionalInt partition,
    OptionalLong timestampMs,
    @Nullable K key,
    @Nullable V value,
    List<RecordHeader> headers) {

  public ProducerRecord {
    headers = List.copyOf(headers);
  }

  /** A record without a key. */
  public static <K, V> ProducerRecord<K, V> of(String topic, @Nullable V value) {
    return of(topic, null, value);
  }

  public static <K, V> ProducerRecord<K, V> of(String topic, @Nullable K key, @Nullable V value) {
    return new ProducerRecord<>(
        topic, OptionalInt.empty(), OptionalLong.empty(), key, value, List.of());
  }

  public ProducerRecord<K, V> withPartition(int newPartition) {
    return new ProducerRecord<>(
        topic, OptionalInt.of(newPartition), timestampMs, key, value, headers);
  }

  public ProducerRecord<K, V> withTimestamp(long newTimestampMs) {
    return new ProducerRecord<>(
        topic, partition, OptionalLong.of(newTimestampMs), key, value, headers);
  }

  public ProducerRecord<K, V> withHeaders(List<RecordHeader> newHeaders) {
    return new ProducerRecord<>(topic, partition, timestampMs, key, value, newHeaders);
  }

  /** Adds a header behind those that are there. */
  public ProducerRecord<K, V> withHeader(RecordHeader header) {
    List<RecordHeader> more = new ArrayList<>(headers);
    more.add(header);
    return withHeaders(more);
  }
}
