package io.tukki.bench.partition;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.record.RecordBatch;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers that each have one append in flight, all driven by the calling thread: it sends for
 * each whose last append was answered, as a connection's thread would. An answered batch is sent
 * again, so that what is measured is the way, not the making of batches.
 */
final class Producers {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Partitions partitions;
  private final PartitionId partition;
  private final Acks acks;
  private final ConcurrentLinkedQueue<RecordBatch> idle = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final Thread driver = Thread.currentThread();

  Producers(Partitions partitions, PartitionId partition, Acks acks, int count, int batchBytes) {
    this.partitions = partitions;
    this.partition = partition;
    this.acks = acks;
    for (int i = 0; i < count; i++) {
      idle.add(Batches.ofSize(batchBytes));
    }
  }

  /** Sends until the time is up, then awaits what is in flight; returns how many were appended. */
  long run(Duration duration) {
    int count = idle.size();
    long end = System.nanoTime() + duration.toNanos();
    long sent = 0;
    while (System.nanoTime() - end < 0) {
      send(next());
      sent++;
    }
    for (int i = 0; i < count; i++) {
      idle.remove(next());
    }
    return sent;
  }

  private void send(RecordBatch batch) {
    partitions
        .append(new Partitions.Append(partition, batch, acks, TIMEOUT))
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              result.orThrow();
              idle.add(batch);
              if (asleep.get() && asleep.compareAndSet(true, false)) {
                LockSupport.unpark(driver);
              }
            });
  }

  private RecordBatch next() {
    for (RecordBatch batch = idle.poll(); ; batch = idle.poll()) {
      if (batch != null) {
        return batch;
      }
      asleep.set(true);
      if (idle.isEmpty()) {
        LockSupport.park(this);
      }
      asleep.set(false);
    }
  }
}
