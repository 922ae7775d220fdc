package io.tukki.bench.partition;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.Durability;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an append cannot be faster than: the same bytes to a bare file, and to the bare log. */
final class Ceilings {

  private Ceilings() {}

  /** Gather writes of a round of batches each, to one file. */
  static long file(Path directory, int round, int batchBytes, Duration duration)
      throws IOException {
    Path path = directory.resolve("bare-file");
    ByteBuffer[] buffers = new ByteBuffer[round];
    for (int i = 0; i < round; i++) {
      buffers[i] = Batches.ofSize(batchBytes).bytes();
    }
    long appends = 0;
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() - end < 0) {
        for (ByteBuffer buffer : buffers) {
          buffer.rewind();
        }
        long left = (long) round * batchBytes;
        while (left > 0) {
          left -= file.write(buffers);
        }
        appends += round;
      }
    } finally {
      Files.deleteIfExists(path);
    }
    return appends;
  }

  /** Rounds of batches to the log's leadership, one after another: everything but actors. */
  static long log(LogStore logs, String name, int round, int batchBytes, Duration duration) {
    ReplicatedLog log = logs.openLog(name).toCompletableFuture().join();
    Leadership leadership = log.lead().toCompletableFuture().join();
    List<RecordBatch> batches = new ArrayList<>();
    for (int i = 0; i < round; i++) {
      batches.add(Batches.ofSize(batchBytes));
    }
    long offset = leadership.firstOffset();
    long appends = 0;
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      for (RecordBatch batch : batches) {
        batch.placeAt(offset, leadership.epoch());
        offset = batch.nextOffset();
      }
      leadership.append(batches, Durability.LEADER).toCompletableFuture().join();
      appends += round;
    }
    logs.delete(name).toCompletableFuture().join();
    return appends;
  }
}
