package io.tukki.bench.log;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Appends and bare writes of the same bytes in turn, a short round of each, for machines that have
 * other things to do: what disturbs one disturbs the other, and the thread's own CPU time is told
 * beside the clock's. Arguments: rounds, then shapes such as {@code 65536x1} (bytes of a batch
 * times batches of an append).
 */
public final class AppendPairs {

  private static final long ROUND_BYTES = 64L << 20;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_GB = 1e9;

  private final List<RecordBatch> batches = new ArrayList<>();
  private final ByteBuffer[] buffers;
  private final Path directory;

  private AppendPairs(Path directory, int batchBytes, int count) {
    this.directory = directory;
    buffers = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      RecordBatch batch = BenchLog.batch(batchBytes);
      batches.add(batch);
      buffers[i] = batch.bytes();
    }
  }

  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    Path directory = Files.createTempDirectory("tukki-bench");
    try {
      for (String shape : Arrays.asList(args).subList(1, args.length)) {
        String[] parts = shape.split("x", -1);
        new AppendPairs(directory, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]))
            .run(shape, rounds);
      }
    } finally {
      BenchLog.delete(directory);
    }
  }

  private void run(String shape, int rounds) throws IOException {
    double[][] log = new double[rounds][];
    double[][] bare = new double[rounds][];
    for (int i = 0; i < rounds; i++) {
      log[i] = timed(this::appendRound);
      bare[i] = timed(this::bareRound);
    }
    System.out.printf(
        "%-10s log %.2f GB/s, %.3f CPU-s/GB; bare %.2f GB/s, %.3f CPU-s/GB; log/bare %.0f%% by the"
            + " clock, %.0f%% by CPU%n",
        shape,
        1 / median(log, 0),
        median(log, 1),
        1 / median(bare, 0),
        median(bare, 1),
        100 * median(bare, 0) / median(log, 0),
        100 * median(bare, 1) / median(log, 1));
  }

  @FunctionalInterface
  private interface Round {
    long run() throws IOException;
  }

  /** Seconds and CPU seconds per GB. */
  private static double[] timed(Round round) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long clock = System.nanoTime();
    long bytes = round.run();
    double gb = bytes / BYTES_PER_GB;
    return new double[] {
      (System.nanoTime() - clock) / NANOS_PER_SECOND / gb,
      (threads.getCurrentThreadCpuTime() - cpu) / NANOS_PER_SECOND / gb
    };
  }

  private static double median(double[][] values, int column) {
    // The first half warms up.
    double[] sorted =
        Arrays.stream(values).skip(values.length / 2).mapToDouble(row -> row[column]).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private long appendRound() throws IOException {
    Log log = BenchLog.open(directory.resolve("log"), BenchLog.SEGMENT_BYTES);
    while (log.sizeBytes() < ROUND_BYTES) {
      long offset = log.endOffset();
      for (int i = 0; i < batches.size(); i++) {
        batches.get(i).placeAt(offset + i, BenchLog.EPOCH);
      }
      log.append(batches, 0);
    }
    long bytes = log.sizeBytes();
    log.delete();
    return bytes;
  }

  private long bareRound() throws IOException {
    Path file = directory.resolve("bare");
    long total = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (total < ROUND_BYTES) {
        long left = 0;
        for (ByteBuffer buffer : buffers) {
          left += buffer.rewind().remaining();
        }
        total += left;
        while (left > 0) {
          left -= buffers.length == 1 ? channel.write(buffers[0]) : channel.write(buffers);
        }
      }
    }
    Files.delete(file);
    return total;
  }
}
