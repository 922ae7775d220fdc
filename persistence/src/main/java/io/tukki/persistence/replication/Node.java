package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.LogOptions;
import io.tukki.persistence.log.Storage;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the logs of one data directory share: the disk and its health, threads, bounds, epochs. */
final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Storage storage;
  private final StoreSettings settings;
  private final LogOptions logOptions;
  private final Clock clock;
  private final IoThreads threads;
  private final EpochStore epochs;
  private final QueueBudget budget;

  /** Only decides what is logged. */
  private volatile boolean full;

  private final AtomicReference<@Nullable LogOfflineException> failure = new AtomicReference<>();

  Node(Disk disk, StoreSettings settings, Clock clock, IoThreads threads, EpochStore epochs) {
    this.storage = disk.storage();
    this.logOptions = disk.logOptions();
    this.settings = settings;
    this.clock = clock;
    this.threads = threads;
    this.epochs = epochs;
    this.budget = new QueueBudget(settings.queues().maxBytes());
  }

  /** The disk, and how logs lie on it. */
  record Disk(Storage storage, LogOptions logOptions) {}

  Storage storage() {
    return storage;
  }

  StoreSettings settings() {
    return settings;
  }

  LogOptions logOptions() {
    return logOptions;
  }

  EpochStore epochs() {
    return epochs;
  }

  QueueBudget budget() {
    return budget;
  }

  long nowMs() {
    return clock.millis();
  }

  Executor writing() {
    return threads.writing();
  }

  Executor reading() {
    return threads.reading();
  }

  /** One line when the device fills up, however often it is tried meanwhile. */
  void deviceIsFull(String log, Exception cause) {
    if (!full) {
      full = true;
      LOG.warn(
          "The data directory's device is full; writes are refused, first to '{}'", log, cause);
    }
  }

  /** Something was written. */
  void deviceTakesWrites() {
    if (full) {
      full = false;
      LOG.info("The data directory's device takes writes again");
    }
  }

  /**
   * A flush failed. What the system dropped then cannot be known, and every log of the directory
   * lies on the same device: none is written any more until somebody has looked and started the
   * node again.
   */
  void deviceFailed(String log, Throwable cause) {
    LogOfflineException offline =
        new LogOfflineException(
            "The data directory's device failed while log '" + log + "' was flushed.", cause);
    if (failure.compareAndSet(null, offline)) {
      LOG.error("A flush failed; no log of this data directory is written any more", cause);
    }
  }

  void refuseIfDeviceFailed() {
    LogOfflineException offline = failure.get();
    if (offline != null) {
      throw offline;
    }
  }
}
