package io.tukki.persistence.log;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Batches for tests. */
public final class TestBatches {

  public static final LeaderEpoch EPOCH = new LeaderEpoch(1);

  private TestBatches() {}

  /** A batch in its place whose records have this many bytes of value and successive timestamps. */
  public static RecordBatch batch(
      long baseOffset, int records, int valueBytes, long firstTimestampMs) {
    long[] timestamps = new long[records];
    for (int i = 0; i < records; i++) {
      timestamps[i] = firstTimestampMs + i;
    }
    return batch(baseOffset, valueBytes, timestamps);
  }

  public static RecordBatch batch(long baseOffset, int valueBytes, long... timestampsMs) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 64);
    Random random = new Random(baseOffset);
    for (long timestampMs : timestampsMs) {
      byte[] value = new byte[valueBytes];
      random.nextBytes(value);
      builder.append(timestampMs, null, ByteBuffer.wrap(value), List.of());
    }
    RecordBatch batch = builder.build();
    batch.placeAt(baseOffset, EPOCH);
    return batch;
  }
}
