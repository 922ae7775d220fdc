package io.tukki.bench.partition;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Batches of one record and of an exact size. */
final class Batches {

  private static final int OVERHEAD_GUESS_BYTES = BatchHeader.HEADER_BYTES + 16;

  private Batches() {}

  static RecordBatch ofSize(int sizeBytes) {
    int valueBytes = sizeBytes - OVERHEAD_GUESS_BYTES;
    RecordBatch batch = build(valueBytes);
    return batch.sizeBytes() == sizeBytes
        ? batch
        : build(valueBytes + sizeBytes - batch.sizeBytes());
  }

  private static RecordBatch build(int valueBytes) {
    byte[] value = new byte[valueBytes];
    new Random(17).nextBytes(value);
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, valueBytes + 128);
    builder.append(System.currentTimeMillis(), null, ByteBuffer.wrap(value), List.of());
    return builder.build();
  }
}
