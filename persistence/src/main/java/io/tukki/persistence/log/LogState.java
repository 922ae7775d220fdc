package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one log share. The writer sets it, readers see volatile values; whoever cuts,
 * deletes or syncs holds {@link #filesLock}, which appending and reading never take.
 */
final class LogState {

  private record Failure(String message, Optional<Throwable> cause) {}

  final LogDirectory directory;
  final LogOptions options;

  /** Held while files are synced, cut or deleted, and while a checkpoint is written. */
  final ReentrantLock filesLock = new ReentrantLock();

  /** Whether files came or went that the directory was not synced for. */
  final AtomicBoolean directoryDirty = new AtomicBoolean();

  volatile LogConfig config;
  volatile Segments segments;

  /** Behind the last batch that can be read. */
  volatile LogEnd end;

  volatile long startOffset;

  /** Of everything up to {@link #end}, and perhaps of an append that is not readable yet. */
  volatile LogHistory history = LogHistory.EMPTY;

  /** How often batches that could be read were taken away again. Only the writer counts. */
  volatile int tailCuts;

  /** Up to here all is synced. Guarded by {@link #filesLock} for writing. */
  volatile LogEnd synced;

  /** The last checkpoint on disk. Guarded by {@link #filesLock}. */
  Optional<Checkpoint> checkpoint;

  /**
   * Whether not even the directory itself is known to be durable. Guarded by {@link #filesLock}.
   */
  boolean newborn;

  /** What was found when it was opened, until it is mended. Guarded by {@link #filesLock}. */
  volatile Optional<LogDamage> damage = Optional.empty();

  private volatile @Nullable Failure failure;

  LogState(
      LogDirectory directory,
      LogOptions options,
      LogConfig config,
      Segments segments,
      Optional<Checkpoint> checkpoint) {
    this.directory = directory;
    this.options = options;
    this.config = config;
    this.segments = segments;
    this.end = LogEnd.of(segments.active());
    this.synced =
        new LogEnd(
            segments.first(),
            SegmentEnd.empty(segments.first().baseOffset(), segments.first().baseOrdinal()));
    this.startOffset = segments.first().baseOffset();
    this.checkpoint = checkpoint;
    this.newborn = checkpoint.isEmpty();
  }

  void ensureOnline() {
    Failure now = failure;
    if (now != null) {
      throw now.cause
          .map(cause -> new LogOfflineException(now.message, cause))
          .orElseGet(() -> new LogOfflineException(now.message));
    }
  }

  /** For whoever changes the log: a damaged one is first made whole. */
  void ensureWhole() {
    ensureOnline();
    damage.ifPresent(
        what -> {
          throw offlineBy(directory, what.message());
        });
  }

  /** Takes the log offline until it is opened again, which finds out how far it is sound. */
  LogOfflineException damaged(DamageException found) {
    fail("it is damaged", found);
    return new LogOfflineException(
        "The log in %s is damaged: %s".formatted(directory.path(), found.getMessage()), found);
  }

  static LogOfflineException offlineBy(LogDirectory directory, String damage) {
    return new LogOfflineException(
        "The log in %s is damaged: %s. Nothing was changed.".formatted(directory.path(), damage));
  }

  boolean isOnline() {
    return failure == null;
  }

  /** Takes the log offline until the machine restarts, since a cut or a sync may be half done. */
  void failForThisBoot(String what, Throwable cause) {
    fail(what, cause);
    FailureMark.write(directory, options.bootId(), what + " (" + cause.getMessage() + ")");
  }

  /** Takes the log offline for the life of this object; the first reason stays. */
  void fail(String what, Throwable cause) {
    takeOffline(
        "The log in %s is offline: %s (%s)".formatted(directory.path(), what, cause.getMessage()),
        Optional.of(cause));
  }

  void close() {
    takeOffline("The log in %s is closed".formatted(directory.path()), Optional.empty());
  }

  private synchronized void takeOffline(String message, Optional<Throwable> cause) {
    if (failure == null) {
      failure = new Failure(message, cause);
    }
  }
}
