package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.FileLogInputStream;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own classes read our segments, and we keep what they write. */
class KafkaOracleTest {

  @TempDir Path temp;

  private Log open() throws IOException {
    return Log.open(
            new LogDirectory(new FileStorage(), temp.resolve("log")),
            LogFixture.IDENTITY,
            LogFixture.SMALL_SEGMENTS,
            new LogOptions(Optional.empty(), 1_000, OpenSegments.withDefaults()),
            0)
        .log();
  }

  private static RecordBatch kafkaBatch(Compression compression, long baseOffset, int records) {
    SimpleRecord[] all = new SimpleRecord[records];
    for (int i = 0; i < records; i++) {
      all[i] = new SimpleRecord(1_000 + 10 * (baseOffset + i), new byte[] {1}, new byte[20 + i]);
    }
    ByteBuffer bytes = MemoryRecords.withRecords(compression, all).buffer();
    RecordBatch batch = RecordBatch.wrap(bytes);
    batch.placeAt(baseOffset, TestBatches.EPOCH);
    return batch;
  }

  @Test
  void whatKafkaWritesIsKeptByteForByteAndKafkaReadsItFromOurFiles() throws IOException {
    List<RecordBatch> batches = new ArrayList<>();
    try (Log log = open()) {
      for (Compression compression :
          List.of(
              Compression.NONE,
              Compression.gzip().build(),
              Compression.lz4().build(),
              Compression.snappy().build(),
              Compression.zstd().build())) {
        for (int i = 1; i < 6; i++) {
          RecordBatch batch = kafkaBatch(compression, log.endOffset(), i);
          log.append(List.of(batch), 0);
          batches.add(batch);
        }
      }
      assertThat(LogFixture.bytes(LogFixture.readAll(log))).isEqualTo(LogFixture.bytes(batches));
      assertThat(log.findByTimestamp(1_255, Long.MAX_VALUE))
          .isEqualTo(new TimestampLookup.Found(26, 1_260, TestBatches.EPOCH));
    }

    long expected = 0;
    List<Path> files;
    try (var paths = Files.list(temp.resolve("log"))) {
      files = paths.filter(path -> path.toString().endsWith(".log")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(2);
    for (Path file : files) {
      try (FileRecords records = FileRecords.open(file.toFile())) {
        for (FileLogInputStream.FileChannelRecordBatch batch : records.batches()) {
          batch.ensureValid();
          assertThat(batch.baseOffset()).isEqualTo(expected);
          for (var record : batch) {
            assertThat(record.offset()).isEqualTo(expected++);
          }
        }
      }
    }
    assertThat(expected).isEqualTo(5 * 15);
  }

  @Test
  void aSliceIsWhatKafkaTakesForRecords() throws IOException {
    try (Log log = open()) {
      for (int i = 0; i < 4; i++) {
        log.append(List.of(kafkaBatch(Compression.NONE, log.endOffset(), 2)), 0);
      }
      try (var slice = LogFixture.read(log, 2, 10_000)) {
        MemoryRecords records = MemoryRecords.readableRecords(slice.toByteBuffer());
        assertThat(records.records().iterator().next().offset()).isEqualTo(2);
        assertThat(RecordBatches.all(slice.toByteBuffer())).isNotEmpty();
      }
    }
  }
}
