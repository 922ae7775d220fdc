package io.tukki.bench.record;

import io.tukki.core.record.Compression;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
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

/** The same as {@link RecordBatchBenchmark}, by the classes of Kafka's own Java client. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KafkaBatchBenchmark {

  @Param({"NONE", "LZ4", "SNAPPY", "ZSTD", "GZIP"})
  public Compression compression = Compression.NONE;

  @Param({"100", "1000"})
  public int valueBytes;

  private SampleRecords sample = new SampleRecords(0, 0);
  private MemoryRecords batch = MemoryRecords.EMPTY;

  @Setup
  public void fill() {
    sample = new SampleRecords(RecordBatchBenchmark.BATCH_BYTES, valueBytes);
    batch = build();
  }

  @Benchmark
  public MemoryRecords build() {
    try (MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(RecordBatchBenchmark.BATCH_BYTES + 4096),
            org.apache.kafka.common.compress.Compression.of(CompressionType.forId(compression.id()))
                .build(),
            TimestampType.CREATE_TIME,
            0)) {
      for (int i = 0; i < sample.count(); i++) {
        builder.append(i, sample.key(i), sample.value(i));
      }
      return builder.build();
    }
  }

  @Benchmark
  public void iterate(Blackhole blackhole) {
    batch.records().forEach(blackhole::consume);
  }
}
