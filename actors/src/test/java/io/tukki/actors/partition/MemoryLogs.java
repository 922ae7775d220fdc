package io.tukki.actors.partition;

import io.tukki.core.id.PartitionId;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.PartitionLogs;
import io.tukki.core.record.RecordBatch;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * All logs of a test's node, shared by its journal and its partitions. Writes can be held back or
 * made to fail.
 */
final class MemoryLogs implements PartitionLogs {

  /** The journal plugin is made by Pekko, by class name; this is how it finds its logs. */
  private static final Map<String, MemoryLogs> BY_KEY = new ConcurrentHashMap<>();

  record Retained(PartitionId partition, LogConfig config) {}

  private final String key = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Map<PartitionId, MemoryLog> logs = new ConcurrentHashMap<>();
  private final Set<PartitionId> open = ConcurrentHashMap.newKeySet();
  private final Map<PartitionId, RuntimeException> openFailures = new ConcurrentHashMap<>();
  private final List<PartitionId> deleted = new CopyOnWriteArrayList<>();
  private final List<Retained> retained = new CopyOnWriteArrayList<>();
  private final List<Integer> replayed = new CopyOnWriteArrayList<>();
  private final Queue<RuntimeException> writeFailures = new ArrayDeque<>();
  private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  private int writes;

  MemoryLogs() {
    BY_KEY.put(key, this);
  }

  static MemoryLogs of(String key) {
    return BY_KEY.get(key);
  }

  String key() {
    return key;
  }

  MemoryLog log(PartitionId partition) {
    return logs.computeIfAbsent(partition, p -> new MemoryLog());
  }

  // ---- the journal's side ----

  CompletionStage<Void> write(PartitionId partition, List<RecordBatch> batches) {
    CompletableFuture<Void> opened;
    synchronized (this) {
      writes++;
      RuntimeException failure = writeFailures.poll();
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      opened = gate;
    }
    return opened.thenRun(() -> log(partition).append(batches));
  }

  void replayed(int batches) {
    replayed.add(batches);
  }

  // ---- the test's side ----

  synchronized void holdWrites() {
    gate = new CompletableFuture<>();
  }

  void releaseWrites() {
    CompletableFuture<Void> held;
    synchronized (this) {
      held = gate;
    }
    held.complete(null);
  }

  synchronized void failNextWrite(RuntimeException failure) {
    writeFailures.add(failure);
  }

  synchronized int writes() {
    return writes;
  }

  void failOpening(PartitionId partition, RuntimeException failure) {
    openFailures.put(partition, failure);
  }

  void healOpening(PartitionId partition) {
    openFailures.remove(partition);
  }

  boolean isOpen(PartitionId partition) {
    return open.contains(partition);
  }

  List<PartitionId> deleted() {
    return deleted;
  }

  List<Retained> retained() {
    return retained;
  }

  List<Integer> replayed() {
    return replayed;
  }

  // ---- the port ----

  @Override
  public CompletionStage<PartitionLog> open(PartitionId partition) {
    RuntimeException failure = openFailures.get(partition);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    open.add(partition);
    return CompletableFuture.completedFuture(log(partition));
  }

  @Override
  public CompletionStage<Long> enforceRetention(
      PartitionId partition, LogConfig config, long nowMs) {
    retained.add(new Retained(partition, config));
    return CompletableFuture.completedFuture(log(partition).logStartOffset());
  }

  @Override
  public CompletionStage<Void> delete(PartitionId partition) {
    open.remove(partition);
    logs.remove(partition);
    deleted.add(partition);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> close(PartitionId partition) {
    open.remove(partition);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Set<PartitionId>> list() {
    return CompletableFuture.completedFuture(Set.copyOf(logs.keySet()));
  }
}
