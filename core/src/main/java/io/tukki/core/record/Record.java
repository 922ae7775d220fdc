package io.tukki.core.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as it lies in a batch.
 *
 * <p>Key and value are views, from position to limit, of the batch or of the stretch of it that was
 * decompressed: keeping one keeps that stretch in memory. Each view has a position of its own; the
 * bytes are shared and not to be written.
 *
 * @param timestampMs the producer's time, or the leader's where the batch has {@link
 *     TimestampType#LOG_APPEND_TIME}
 * @param key null where the record has none, which differs from an empty one
 * @param value null where the record has none (a tombstone), which differs from an empty one
 */
@SuppressWarnings("AvoidCommonTypeNames") // the domain's own word; imports are by name here
public record Record(
    long offset,
    long timestampMs,
    @Nullable ByteBuffer key,
    @Nullable ByteBuffer value,
    List<RecordHeader> headers) {

  public Record {
    headers = List.copyOf(headers);
  }
}
