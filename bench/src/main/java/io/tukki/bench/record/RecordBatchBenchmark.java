package io.tukki.bench.record;

import io.tukki.core.record.Compression;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordIterator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One batch of about 64 KB before compression: made, taken apart, checked. Values are words out of
 * a small vocabulary, so that they compress about as well as JSON does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBatchBenchmark {

  static final int BATCH_BYTES = 64 * 1024;

  @Param({"NONE", "LZ4", "SNAPPY", "ZSTD", "GZIP"})
  public Compression compression = Compression.NONE;

  @Param({"100", "1000"})
  public int valueBytes;

  private SampleRecords sample = new SampleRecords(0, 0);
  private RecordBatch batch = RecordBatch.wrap(oneRecord());

  private static ByteBuffer oneRecord() {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
    builder.append(0, null, null, List.of());
    return builder.build().bytes();
  }

  @Setup
  public void fill() {
    sample = new SampleRecords(BATCH_BYTES, valueBytes);
    batch = build();
  }

  @Benchmark
  public RecordBatch build() {
    RecordBatchBuilder builder = new RecordBatchBuilder(compression, BATCH_BYTES + 4096);
    for (int i = 0; i < sample.count(); i++) {
      builder.append(i, sample.key(i), sample.value(i), List.of());
    }
    return builder.build();
  }

  @Benchmark
  public void iterate(Blackhole blackhole) {
    try (RecordIterator records = batch.records()) {
      while (records.hasNext()) {
        Record record = records.next();
        blackhole.consume(record);
      }
    }
  }

  @Benchmark
  public void verifyRecords() {
    batch.verifyRecords();
  }

  @Benchmark
  public void verifyCrc() {
    batch.verify();
  }
}
