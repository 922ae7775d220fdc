package io.tukki.bench.log;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogConfig;
import io.tukki.core.record.Compression;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.persistence.log.FileStorage;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.LogIdentity;
import io.tukki.persistence.log.LogOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A log in a directory of its own, which goes with it. */
final class BenchLog {

  static final LeaderEpoch EPOCH = new LeaderEpoch(1);

  /** Small enough that what is measured fits into the page cache several times over. */
  static final int SEGMENT_BYTES = 256 << 20;

  private BenchLog() {}

  static LogConfig config(int segmentBytes) {
    return new LogConfig(
        segmentBytes, Long.MAX_VALUE, OptionalLong.empty(), OptionalLong.of(segmentBytes), 4096);
  }

  static Log open(Path directory, int segmentBytes) throws IOException {
    return Log.open(
            new LogDirectory(new FileStorage(), directory),
            new LogIdentity("bench", LogIdentity.Kind.BATCHES),
            config(segmentBytes),
            LogOptions.defaults(),
            0)
        .log();
  }

  /** A batch of one record, about this large. */
  static RecordBatch batch(int sizeBytes) {
    RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, sizeBytes + 128);
    builder.append(1, null, ByteBuffer.allocate(Math.max(1, sizeBytes - 80)), List.of());
    return builder.build();
  }

  /** Fills a log with batches of one size. */
  static void fill(Log log, int batchBytes, long totalBytes) throws IOException {
    RecordBatch batch = batch(batchBytes);
    for (long written = 0; written < totalBytes; written += batch.sizeBytes()) {
      batch.placeAt(log.endOffset(), EPOCH);
      log.append(List.of(batch), 0);
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
