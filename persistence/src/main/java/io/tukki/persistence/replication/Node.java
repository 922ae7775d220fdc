package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.LogOptions;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.replication.replica.Settings;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the logs of one data directory share: the disk and its health, threads, bounds, the states
 * of their replicas, and the other nodes.
 */
final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** Replicas of one log that may begin anew during one life of the process. */
  private static final int BEGINNINGS_BITS = 32;

  private final Disk disk;
  private final StoreSettings settings;
  private final Clock clock;
  private final IoThreads threads;
  private final ReplicaStates states;
  private final Surroundings surroundings;
  private final Settings replicaSettings;
  private final QueueBudget budget;
  private final QueueBudget arrivals;
  private final Docks docks;
  private final Allowance copying;
  private final Peers peers;
  private final Ticker ticker = new Ticker();
  private final Alarms alarms = new Alarms();
  private final Repairs repairs = new Repairs();
  private final ReignCounts reigns = new ReignCounts();
  private final AtomicLong incarnations;
  private final long bornNanos = System.nanoTime();

  /** Only decides what is logged. */
  private volatile boolean full;

  private final AtomicReference<@Nullable LogOfflineException> failure = new AtomicReference<>();
  private volatile Runnable onDeviceFailure = () -> {};
  private volatile Consumer<String> onRetired = log -> {};

  Node(
      Disk disk,
      StoreSettings settings,
      Clock clock,
      IoThreads threads,
      ReplicaStates states,
      Surroundings surroundings) {
    this.disk = disk;
    this.settings = settings;
    this.clock = clock;
    this.threads = threads;
    this.states = states;
    this.surroundings = surroundings;
    ReplicationSettings replication = settings.replication();
    boolean awaitSync = settings.flush() instanceof FlushPolicy.Commit;
    this.replicaSettings = replication.ofReplicas(awaitSync);
    this.budget = new QueueBudget(settings.queues().maxBytes());
    this.arrivals = new QueueBudget(replication.maxArrivalBytes());
    this.docks = new Docks(replication.shipments(), threads.reading());
    this.copying =
        new Allowance(
            replication.shipments().maxCatchUpBytesPerSecond(), System::nanoTime, threads::later);
    this.peers =
        new Peers(
            surroundings.self(),
            surroundings.transport(),
            (int) states.starts(),
            replication.timing().quorum().toMillis(),
            this::elapsedMs);
    this.incarnations = new AtomicLong(states.starts() << BEGINNINGS_BITS);
  }

  /** The disk, and how logs lie on it. */
  record Disk(Storage storage, LogOptions logOptions) {}

  Storage storage() {
    return disk.storage();
  }

  StoreSettings settings() {
    return settings;
  }

  LogOptions logOptions() {
    return disk.logOptions();
  }

  ReplicaStates states() {
    return states;
  }

  ReignCounts reigns() {
    return reigns;
  }

  ReplicaId self() {
    return surroundings.self();
  }

  Transport transport() {
    return surroundings.transport();
  }

  ReplicaSets replicaSets() {
    return surroundings.replicaSets();
  }

  Settings replicaSettings() {
    return replicaSettings;
  }

  /** Greater than any before, over restarts too. */
  long nextIncarnation() {
    return incarnations.incrementAndGet();
  }

  Docks docks() {
    return docks;
  }

  /** Of what is read so that others have a copy. */
  Allowance copying() {
    return copying;
  }

  Peers peers() {
    return peers;
  }

  Ticker ticker() {
    return ticker;
  }

  Alarms alarms() {
    return alarms;
  }

  Repairs repairs() {
    return repairs;
  }

  /** Of appends that wait. */
  QueueBudget budget() {
    return budget;
  }

  /** Of messages from other nodes that wait. */
  QueueBudget arrivals() {
    return arrivals;
  }

  /** For people and for records' age. */
  long nowMs() {
    return clock.millis();
  }

  /** Since the node began, for patience: never goes back. */
  long elapsedMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - bornNanos);
  }

  Executor writing() {
    return threads.writing();
  }

  Executor reading() {
    return threads.reading();
  }

  Executor syncing() {
    return threads.syncing();
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

  void onDeviceFailure(Runnable listener) {
    onDeviceFailure = listener;
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
      onDeviceFailure.run();
    }
  }

  void onRetired(Consumer<String> listener) {
    onRetired = listener;
  }

  /** The replica of this log has written down that it was removed: nobody needs its files. */
  void retired(String log) {
    onRetired.accept(log);
  }

  void refuseIfDeviceFailed() {
    LogOfflineException offline = failure.get();
    if (offline != null) {
      throw offline;
    }
  }

  Optional<LogOfflineException> deviceFailure() {
    return Optional.ofNullable(failure.get());
  }
}
