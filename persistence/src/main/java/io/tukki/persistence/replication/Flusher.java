package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.Log;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes one log beside its writer: finished segments soon, and everything at the interval where
 * that is the policy. One flush at a time, as the log demands.
 */
final class Flusher {

  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);

  private final String name;
  private final Node node;
  private final LogHandle handle;
  private final Object oneAtATime = new Object();
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean dirty;

  Flusher(String name, Node node, LogHandle handle) {
    this.name = name;
    this.node = node;
    this.handle = handle;
  }

  /** To be called by the writer behind each append. */
  void noteAppend(Log log) {
    if (!dirty) {
      dirty = true;
    }
    if (log.hasUnflushedSegment()) {
      flushSoon();
    }
  }

  /** Closing flushes. */
  void noteClosed() {
    dirty = false;
  }

  /** Does nothing where nothing was appended since the last time. */
  void flushIfDirty() {
    if (dirty) {
      flushSoon();
    }
  }

  private void flushSoon() {
    if (queued.compareAndSet(false, true)) {
      node.syncing().execute(this::flushInBackground);
    }
  }

  private void flushInBackground() {
    queued.set(false);
    try {
      handle.use(
          log -> {
            flush(log);
            return log;
          });
    } catch (LogOfflineException e) {
      // Deleted or closed meanwhile, or failed, which whoever saw it fail has told.
      LOG.debug("Log '{}' is not flushed any more", name, e);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Log '{}' could not be flushed in the background", name, e);
    }
  }

  /**
   * Flushes now; a failure fails the device.
   *
   * @throws LogOfflineException if it fails
   */
  void flush(Log log) {
    synchronized (oneAtATime) {
      dirty = false;
      try {
        log.flush();
      } catch (IOException e) {
        node.deviceFailed(name, e);
        throw new LogOfflineException("Log '" + name + "' could not be flushed.", e);
      }
    }
  }
}
