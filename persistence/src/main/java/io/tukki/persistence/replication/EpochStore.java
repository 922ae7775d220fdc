package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which epochs this node has used, made durable before they are. Promises that come in while the
 * device is busy share the next flush, so that waking a thousand logs costs a few flushes and not a
 * thousand.
 */
final class EpochStore {

  private sealed interface Task {}

  private record Promise(String log, int epoch, CompletableFuture<LeaderEpoch> kept)
      implements Task {}

  private record Close(CompletableFuture<Void> closed) implements Task {}

  /** Promised and durable. Written by the lane alone. */
  private final Map<String, Integer> durable;

  private final EpochFile file;
  private final Lane<Task> lane;

  /** Lane-confined: why nothing can be promised any more. */
  private @Nullable Throwable failure;

  private EpochStore(Map<String, Integer> durable, EpochFile file, Executor pool) {
    this.durable = durable;
    this.file = file;
    this.lane = new Lane<>(pool, this::work);
  }

  /** Reads the file; call it where blocking is allowed. */
  static EpochStore open(Storage storage, Path path, Executor pool) throws IOException {
    Map<String, Integer> durable = new ConcurrentHashMap<>();
    EpochFile file = EpochFile.open(storage, path, durable);
    return new EpochStore(durable, file, pool);
  }

  /** The highest epoch ever promised for this log. */
  LeaderEpoch of(String log) {
    return new LeaderEpoch(durable.getOrDefault(log, 0));
  }

  /**
   * Makes it durable that this epoch is used. Completes on a thread of the pool; exceptionally
   * where the device refuses.
   */
  CompletionStage<LeaderEpoch> promise(String log, LeaderEpoch epoch) {
    CompletableFuture<LeaderEpoch> kept = new CompletableFuture<>();
    lane.put(new Promise(log, epoch.value(), kept));
    return kept;
  }

  /** The log is gone for good; its entry goes with the next promise of any log. */
  void forget(String log) {
    lane.put(new Promise(log, 0, new CompletableFuture<>()));
  }

  CompletionStage<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    lane.put(new Close(closed));
    return closed;
  }

  private void work(Queue<Task> tasks) {
    List<Promise> promises = new ArrayList<>();
    Task task;
    while ((task = tasks.poll()) != null) {
      switch (task) {
        case Promise promise -> promises.add(promise);
        case Close(var closed) -> {
          keep(promises);
          promises.clear();
          close(closed);
        }
      }
    }
    keep(promises);
  }

  private void keep(List<Promise> promises) {
    if (promises.isEmpty()) {
      return;
    }
    try {
      refuseIfFailed();
      Map<String, Integer> group = HashMap.newHashMap(promises.size());
      promises.forEach(promise -> group.put(promise.log(), promise.epoch()));
      file.append(group);
      group.forEach(this::remember);
      rewriteIfStale();
    } catch (IOException | RuntimeException e) {
      noteFailure(e);
      promises.forEach(promise -> promise.kept().completeExceptionally(e));
      return;
    }
    promises.forEach(promise -> promise.kept().complete(new LeaderEpoch(promise.epoch())));
  }

  private void refuseIfFailed() {
    if (failure != null) {
      throw new LogOfflineException("the file of epochs failed before", failure);
    }
  }

  private void remember(String log, int epoch) {
    if (epoch == 0) {
      durable.remove(log);
    } else {
      durable.put(log, epoch);
    }
  }

  private void rewriteIfStale() throws IOException {
    if (file.isMostlyStale(durable)) {
      file.rewrite(durable);
    }
  }

  private void noteFailure(Exception e) {
    // A full device may have room again; of any other failure nobody knows what it left behind.
    if (!(e instanceof StorageFullException) && failure == null) {
      failure = e;
    }
  }

  private void close(CompletableFuture<Void> closed) {
    failure = new LogOfflineException("the storage is closed");
    try {
      file.close();
      closed.complete(null);
    } catch (IOException e) {
      closed.completeExceptionally(e);
    }
  }
}
