package io.tukki.bench.log;

import io.tukki.core.log.LogSlice;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * A consumer that follows the log, a slice of 1 MB at a time, to a socket of this machine; against
 * the same bytes sent from a bare channel. A score is slices per second, so about MB per second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up by JMH, not by a constructor
public class ReadBenchmark {

  private static final int SLICE_BYTES = 1 << 20;
  private static final long LOG_BYTES = 512L << 20;

  @Param({"1024", "65536"})
  public int batchBytes;

  private Path directory = Path.of("");
  private Log log;
  private FileChannel bare;
  private SocketChannel target;
  private long offset;
  private long position;

  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("tukki-bench");
    log = BenchLog.open(directory.resolve("log"), 1 << 30);
    BenchLog.fill(log, batchBytes, LOG_BYTES);
    bare =
        FileChannel.open(
            directory.resolve("log").resolve("00000000000000000000.log"), StandardOpenOption.READ);
    target = drained();
  }

  /** A socket whose other end is read as fast as it goes. */
  private static SocketChannel drained() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(server.getLocalAddress());
      SocketChannel drain = server.accept();
      Thread.ofPlatform().daemon().start(() -> drainAll(drain));
      return client;
    }
  }

  private static void drainAll(SocketChannel drain) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SLICE_BYTES);
    try (drain) {
      while (drain.read(buffer.clear()) >= 0) {
        // Only to make room.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    target.close();
    bare.close();
    log.delete();
    BenchLog.delete(directory);
  }

  @Benchmark
  public void log() throws IOException {
    if (offset >= log.endOffset()) {
      offset = 0;
    }
    try (LogSlice slice = log.read(offset, SLICE_BYTES, Long.MAX_VALUE).orThrow()) {
      long sent = 0;
      while (sent < slice.sizeBytes()) {
        sent += slice.transferTo(sent, SLICE_BYTES, target);
      }
      // Batches of one record each and of one size.
      offset += slice.sizeBytes() / (log.sizeBytes() / log.endOffset());
    }
  }

  @Benchmark
  public void lookUpOnly() throws IOException {
    if (offset >= log.endOffset()) {
      offset = 0;
    }
    try (LogSlice slice = log.read(offset, SLICE_BYTES, Long.MAX_VALUE).orThrow()) {
      offset += slice.sizeBytes() / (log.sizeBytes() / log.endOffset());
    }
  }

  @Benchmark
  public void bare() throws IOException {
    if (position + SLICE_BYTES > LOG_BYTES) {
      position = 0;
    }
    long sent = 0;
    while (sent < SLICE_BYTES) {
      sent += bare.transferTo(position + sent, SLICE_BYTES - sent, target);
    }
    position += SLICE_BYTES;
  }
}
