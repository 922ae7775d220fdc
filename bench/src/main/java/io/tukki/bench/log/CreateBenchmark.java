package io.tukki.bench.log;

import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first append to a log that did not exist: what each new partition costs. Nothing is synced,
 * as under the flush policies that do not wait for the disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20, batchSize = 1)
@Measurement(iterations = 20, batchSize = 1)
@Fork(1)
public class CreateBenchmark {

  private static final int LOGS = 100;

  private Path directory = Path.of("");
  private final List<Log> logs = new ArrayList<>();

  @Setup(Level.Invocation)
  public void makeRoom() throws IOException {
    directory = Files.createTempDirectory("tukki-bench");
  }

  @TearDown(Level.Invocation)
  public void delete() throws IOException {
    for (Log log : logs) {
      log.delete();
    }
    logs.clear();
    BenchLog.delete(directory);
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OperationsPerInvocation(LOGS)
  public void makeLogAndAppend() throws IOException {
    for (int i = 0; i < LOGS; i++) {
      Log log = BenchLog.open(directory.resolve("log" + i), 1 << 20);
      BenchLog.fill(log, 1 << 10, 1);
      logs.add(log);
    }
  }
}
