package io.tukki.bench.log;

import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** What it takes to open a log that was closed cleanly, and to make a new one and write to it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpenBenchmark {

  private static final int SEGMENT_BYTES = 1 << 20;

  @Param({"1", "10", "100", "1000"})
  public int segments;

  private Path directory = Path.of("");

  @Setup(Level.Trial)
  public void fill() throws IOException {
    directory = Files.createTempDirectory("tukki-bench");
    try (Log log = BenchLog.open(directory, SEGMENT_BYTES)) {
      BenchLog.fill(log, 64 << 10, segments * (long) SEGMENT_BYTES - (256 << 10));
    }
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    BenchLog.delete(directory);
  }

  @Benchmark
  public long openClosedLog() throws IOException {
    try (Log log = BenchLog.open(directory, SEGMENT_BYTES)) {
      return log.endOffset();
    }
  }
}
