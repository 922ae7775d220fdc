package io.tukki.persistence.replication;

import io.tukki.persistence.replication.replica.Output.SyncLog;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Syncs one log beside its lane, so that it goes on being written, read and shipped meanwhile: one
 * sync at a time, and whatever is asked for during one shares the next. Used from the log's lane.
 */
final class Syncing {

  private final LogHandle handle;
  private final Flusher flusher;
  private final Executor pool;
  private final LogQueue queue;

  private boolean running;
  private @Nullable SyncLog next;

  Syncing(LogHandle handle, Flusher flusher, Executor pool, LogQueue queue) {
    this.handle = handle;
    this.flusher = flusher;
    this.pool = pool;
    this.queue = queue;
  }

  /**
   * @param then is told, on the lane, of each sync that was done, with the reason if it failed
   */
  void request(SyncLog sync, Done then) {
    next = sync;
    if (!running) {
      start(sync, then);
    }
  }

  /** What became of a sync. */
  interface Done {
    void synced(SyncLog sync);

    void failed(Exception failure);
  }

  /** What was asked for by a replica that has ended need not be done. */
  void forget() {
    next = null;
  }

  private void start(SyncLog sync, Done then) {
    running = true;
    next = null;
    pool.execute(
        () -> {
          Optional<Exception> failure = flush();
          queue.put(() -> ended(sync, failure, then));
        });
  }

  private Optional<Exception> flush() {
    try {
      handle.use(
          log -> {
            flusher.flush(log);
            return log;
          });
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private void ended(SyncLog sync, Optional<Exception> failure, Done then) {
    running = false;
    Consumer<Exception> failed = then::failed;
    failure.ifPresentOrElse(failed, () -> then.synced(sync));
    SyncLog again = next;
    if (again != null && !running) {
      start(again, then);
    }
  }
}
