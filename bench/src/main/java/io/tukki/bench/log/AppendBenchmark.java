package io.tukki.bench.log;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends of one batch or of a group, page cache only, against the same bytes written to a bare
 * channel. A score times {@code batchBytes * batchesPerAppend} is bytes per second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up by JMH, not by a constructor
public class AppendBenchmark {

  @Param({"1024x1", "1024x64", "65536x1", "1048576x1"})
  public String shape = "";

  private Path directory = Path.of("");
  private Log log;
  private List<RecordBatch> batches = List.of();
  private FileChannel bare;
  private Path bareFile = Path.of("");
  private ByteBuffer[] buffers = {};
  private long barePosition;
  private int files;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory("tukki-bench");
    String[] parts = shape.split("x", -1);
    batches = new ArrayList<>();
    buffers = new ByteBuffer[Integer.parseInt(parts[1])];
    for (int i = 0; i < buffers.length; i++) {
      RecordBatch batch = BenchLog.batch(Integer.parseInt(parts[0]));
      batches.add(batch);
      buffers[i] = batch.bytes();
    }
    log = BenchLog.open(directory.resolve("log"), BenchLog.SEGMENT_BYTES);
    openNextBareFile();
  }

  private void openNextBareFile() throws IOException {
    bareFile = directory.resolve("bare" + files++);
    bare = FileChannel.open(bareFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    barePosition = 0;
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    log.delete();
    bare.close();
    BenchLog.delete(directory);
  }

  @Benchmark
  public void log() throws IOException {
    long offset = log.endOffset();
    for (int i = 0; i < batches.size(); i++) {
      batches.get(i).placeAt(offset + i, BenchLog.EPOCH);
    }
    log.append(batches, 0);
    if (log.hasUnflushedSegment() && log.sizeBytes() > BenchLog.SEGMENT_BYTES + (1 << 20)) {
      // The benchmark's stand-in for retention: dirty pages must not pile up and be throttled.
      log.delete();
      log = BenchLog.open(directory.resolve("log"), BenchLog.SEGMENT_BYTES);
    }
  }

  @Benchmark
  public void bare() throws IOException {
    for (ByteBuffer buffer : buffers) {
      buffer.rewind();
    }
    long left = 0;
    for (ByteBuffer buffer : buffers) {
      left += buffer.remaining();
    }
    while (left > 0) {
      long written = bare.write(buffers);
      left -= written;
      barePosition += written;
    }
    if (barePosition > BenchLog.SEGMENT_BYTES) {
      bare.close();
      Files.delete(bareFile);
      openNextBareFile();
    }
  }
}
