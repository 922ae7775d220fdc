package io.tukki.persistence.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.Compression;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Record batches for tests, and what is in them. */
public final class TestBatches {

  private TestBatches() {}

  /** One batch of these values, placed. */
  public static RecordBatch batch(long baseOffset, String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    for (String value : values) {
      builder.append(1_000, null, ByteBuffer.wrap(value.getBytes(UTF_8)), List.of());
    }
    RecordBatch batch = builder.build();
    batch.placeAt(baseOffset, LeaderEpoch.NONE);
    return batch;
  }

  /** One batch with one value of this size, placed. */
  public static RecordBatch batchOfBytes(long baseOffset, int valueBytes) {
    return batch(baseOffset, "x".repeat(valueBytes));
  }

  public static List<String> values(ByteBuffer batches) {
    List<String> values = new ArrayList<>();
    for (RecordBatch batch : RecordBatches.all(batches)) {
      batch.verify();
      batch.records().forEachRemaining(record -> values.add(value(record)));
    }
    return values;
  }

  private static String value(Record record) {
    return UTF_8.decode(record.value().duplicate()).toString();
  }
}
