package io.tukki.streams.consumer;

import io.tukki.core.record.RecordHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read.
 *
 * @param timestampMs milliseconds since 1970: the producer's time, or the leader's where the topic
 *     is stamped with append time
 * @param key null where the record has none
 * @param value null where the record has none
 */
public record ConsumerRecord<K, V>(
    String topic,
    int partition,
    long offset,
    long timestampMs,
    @Nullable K key,
    @Nullable V value,
    List<RecordHeader> headers) {

  public ConsumerRecord {
    headers = List.copyOf(headers);
  }
}
