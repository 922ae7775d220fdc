package io.tukki.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.log.LogSlice;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One writer, one flusher and several readers on a real disk, while segments come and go. */
@Timeout(60)
class LogConcurrencyTest {

  private static final int APPENDS = 3_000;

  @TempDir Path temp;

  private Log open() throws IOException {
    return Log.open(
            new LogDirectory(new FileStorage(), temp.resolve("log")),
            LogFixture.IDENTITY,
            new io.tukki.core.log.LogConfig(
                20_000,
                Long.MAX_VALUE,
                java.util.OptionalLong.empty(),
                java.util.OptionalLong.of(100_000),
                500),
            new LogOptions(BootId.ofThisMachine(), 5_000, new OpenSegments(4, 500)),
            0)
        .log();
  }

  @Test
  void readersSeeWholeBatchesInOrderWhileTheLogIsWrittenFlushedAndTrimmed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Log log = open()) {
      List<Future<?>> all = new ArrayList<>();
      all.add(threads.submit(call(() -> write(log))));
      all.add(threads.submit(call(() -> flush(log))));
      all.add(threads.submit(call(() -> follow(log))));
      all.add(threads.submit(call(() -> follow(log))));
      for (Future<?> one : all) {
        one.get(50, TimeUnit.SECONDS);
      }
      assertThat(log.endOffset()).isEqualTo(2L * APPENDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Callable<Boolean> call(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private static void write(Log log) throws IOException {
    for (int i = 0; i < APPENDS; i++) {
      log.append(List.of(TestBatches.batch(log.endOffset(), 2, 50, i)), i);
      if (i % 200 == 0) {
        log.enforceRetention(i);
      }
    }
  }

  private static void flush(Log log) throws IOException {
    while (log.endOffset() < 2L * APPENDS) {
      log.flush();
    }
  }

  private static void follow(Log log) throws IOException {
    long offset = 0;
    while (offset < 2L * APPENDS) {
      switch (log.read(offset, 3_000, Long.MAX_VALUE)) {
        case Result.Refused<LogSlice> refused -> offset = log.startOffset();
        case Result.Ok<LogSlice>(LogSlice slice) -> {
          try (slice) {
            offset = check(slice, offset);
          }
        }
      }
    }
  }

  private static long check(LogSlice slice, long from) throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    long at = 0;
    while (at < slice.sizeBytes()) {
      at += slice.transferTo(at, 1_000, Channels.newChannel(out));
    }
    assertThat(slice.toByteBuffer()).isEqualTo(ByteBuffer.wrap(out.toByteArray()));
    long offset = from;
    for (RecordBatch batch : RecordBatches.all(slice.toByteBuffer())) {
      batch.verify();
      assertThat(batch.nextOffset()).isGreaterThan(offset);
      assertThat(batch.baseOffset()).isLessThanOrEqualTo(offset);
      offset = batch.nextOffset();
    }
    return offset;
  }

  @Test
  void anInterruptedReaderDoesNotTakeTheFileFromTheOthers() throws Exception {
    try (Log log = open()) {
      log.append(List.of(TestBatches.batch(0, 2, 50, 0)), 0);
      Thread.currentThread().interrupt();
      try (LogSlice slice = LogFixture.read(log, 0, 1_000)) {
        assertThat(slice.toByteBuffer().remaining()).isPositive();
      }
      assertThat(Thread.interrupted()).isTrue();
      log.append(List.of(TestBatches.batch(2, 2, 50, 0)), 0);
      assertThat(LogFixture.readAll(log)).hasSize(2);
    }
    assertThat(Optional.of(open()).map(Log::endOffset)).contains(4L);
  }
}
