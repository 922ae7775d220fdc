package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.DamageException;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log that is open while it is used: opened by the first call, closed when it was idle, opened
 * again by the next. Whoever uses it holds it open. Thread-safe; what the log itself asks of its
 * callers (one writer at a time) is theirs to keep.
 */
final class LogHandle {

  /** Opens the log; may take as long as recovery takes. */
  @FunctionalInterface
  interface Opener {
    Log open() throws IOException;
  }

  /** Something done with the open log. */
  @FunctionalInterface
  interface Use<T> {
    T on(Log log) throws IOException;
  }

  /** Something done to the files of a log that is closed. */
  @FunctionalInterface
  interface FileAction {
    void run() throws IOException;
  }

  private final Opener opener;
  private final LongConsumer damaged;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Guarded by the lock. */
  private @Nullable Log log;

  /** Guarded by the lock: why the log cannot be opened any more. */
  private @Nullable LogOfflineException closedForGood;

  private volatile long lastUsedNanos = System.nanoTime();

  /**
   * @param damaged is told, on any thread, at which offset the log was found to be damaged while it
   *     was used
   */
  LogHandle(Opener opener, LongConsumer damaged) {
    this.opener = opener;
    this.damaged = damaged;
  }

  /**
   * @throws LogOfflineException if the log is damaged, failed, or closed for good
   */
  <T> T use(Use<T> use) throws IOException {
    lastUsedNanos = System.nanoTime();
    while (true) {
      lock.readLock().lock();
      try {
        if (log != null) {
          return use.on(log);
        }
      } catch (LogOfflineException e) {
        if (e.getCause() instanceof DamageException found) {
          damaged.accept(found.offset());
        }
        throw e;
      } finally {
        lock.readLock().unlock();
      }
      // Between the two locks an idle close may slip in; then this goes round once more.
      open();
    }
  }

  private void open() throws IOException {
    lock.writeLock().lock();
    try {
      if (closedForGood != null) {
        throw closedForGood;
      }
      if (log == null) {
        log = opener.open();
      }
    } catch (LogOfflineException e) {
      // Recovery would find the same damage again, at the same price.
      closedForGood = e;
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** By {@link System#nanoTime()}. */
  long lastUsedNanos() {
    return lastUsedNanos;
  }

  boolean isOpen() {
    lock.readLock().lock();
    try {
      return log != null;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes the log until it is used again. */
  void close() throws IOException {
    lock.writeLock().lock();
    try {
      closeOpenLog();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Closes the log and does something to its files before it is opened again.
   *
   * @throws LogOfflineException if nothing opens it any more; nothing was done then
   */
  void closeAnd(FileAction action) throws IOException {
    lock.writeLock().lock();
    try {
      if (closedForGood != null) {
        throw closedForGood;
      }
      closeOpenLog();
      action.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * @throws LogOfflineException if nothing opens the log any more
   */
  void refuseIfClosedForGood() {
    lock.readLock().lock();
    try {
      if (closedForGood != null) {
        throw closedForGood;
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Nothing opens the log any more after this; whoever tries is told the reason. */
  void closeForGood(LogOfflineException reason) throws IOException {
    lock.writeLock().lock();
    try {
      closedForGood = reason;
      closeOpenLog();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Deletes the log's files, which works for a damaged one too. Nothing opens it any more after
   * this.
   *
   * @param deleteClosed deletes the directory where the log is not open
   */
  void delete(LogOfflineException reason, FileAction deleteClosed) throws IOException {
    lock.writeLock().lock();
    try {
      closedForGood = reason;
      if (log == null) {
        deleteClosed.run();
      } else {
        Log doomed = log;
        log = null;
        doomed.delete();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void closeOpenLog() throws IOException {
    if (log != null) {
      Log closing = log;
      log = null;
      closing.close();
    }
  }
}
