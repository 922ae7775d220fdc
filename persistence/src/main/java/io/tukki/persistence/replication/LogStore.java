package io.tukki.persistence.replication;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.DamageCounts;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.PartitionLogs;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.Replication;
import io.tukki.core.log.ReplicationAlarms;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.DeviceMark;
import io.tukki.persistence.log.FileStorage;
import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.LogIdentity;
import io.tukki.persistence.log.LogOptions;
import io.tukki.persistence.log.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs under one data directory, by the persistence ids of the entities that write them. One
 * per process and directory; shared by the journal, the snapshot store and the doors. Thread-safe,
 * and nothing but {@link #open} and {@link #close} blocks.
 */
public final class LogStore implements PartitionLogs, Replication, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

  private final Path logsPath;
  private final IoThreads threads;
  private final Node node;
  private final LogFiles files;
  private final Arrivals arrivals;
  private final Retirement retirement;
  private final Scrubber scrubber;

  /** Every log that was used since the start, open or idle: a few hundred bytes each. */
  private final ConcurrentMap<String, DrivenLog> logs = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private LogStore(Home home, IoThreads threads, Node node) {
    this.logsPath = home.logsPath();
    this.threads = threads;
    this.node = node;
    this.files = new LogFiles(node.storage(), logsPath);
    this.arrivals = new Arrivals(node, logs, this::driven);
    this.retirement = new Retirement(node, logs, id -> files.delete(directoryOf(id)));
    Duration interval = node.settings().care().scrubInterval();
    this.scrubber =
        new Scrubber(
            node, files, new ScrubPlace(node.storage(), home.path(), interval), this::suspect);
  }

  /** As the three-part one, of a node that never meets another. */
  public static LogStore open(DataDirectory directory, StoreSettings settings) throws IOException {
    return open(directory, settings, Surroundings.alone(directory.identity()));
  }

  /**
   * Opens the store over a node's directory, which stays the caller's to close, behind this. The
   * transport is the store's from here on.
   *
   * @throws LogOfflineException if what its replicas have promised is lost or damaged
   */
  public static LogStore open(
      DataDirectory directory, StoreSettings settings, Surroundings surroundings)
      throws IOException {
    return open(
        Home.in(directory),
        new Node.Disk(
            new FileStorage(),
            LogOptions.defaults().withQuarantineBytes(settings.care().quarantineBytes())),
        settings,
        Clock.systemUTC(),
        surroundings);
  }

  /** With every part at choice, for tests. */
  static LogStore open(
      Home home, Node.Disk disk, StoreSettings settings, Clock clock, Surroundings surroundings)
      throws IOException {
    IoThreads threads = new IoThreads(settings.threads());
    try {
      disk.storage().createDirectories(home.logsPath());
      DeviceMark mark = new DeviceMark(disk.storage(), home.path(), disk.logOptions().bootId());
      ReplicaStates states =
          ReplicaStates.open(
              disk.storage(),
              home,
              surroundings.self(),
              mark.trustedTime().toString(),
              threads.writing());
      LogStore store =
          new LogStore(
              home, threads, new Node(disk, settings, clock, threads, states, surroundings));
      store.files.removeHalfDeleted();
      store.retirement.deleteLeftovers();
      store.begin(mark);
      return store;
    } catch (IOException | RuntimeException e) {
      threads.shutdown();
      throw e;
    }
  }

  private void begin(DeviceMark mark) {
    node.onDeviceFailure(() -> failDevice(mark));
    node.onRetired(retirement::retire);
    node.peers().onChange(peer -> logs.values().forEach(log -> log.noteChangeOf(peer)));
    node.transport().deliverTo(arrivals);
    Duration heartbeat = node.settings().replication().timing().heartbeat();
    threads.every(heartbeat, node.peers()::beat);
    // Twice, so that none is late by more than half.
    threads.every(heartbeat.dividedBy(2), node.ticker()::tick);
    OpenLogs open = new OpenLogs(logs.values(), node.settings().idle());
    threads.every(open.checkInterval(), open::check);
    threads.every(node.settings().replication().timing().quorum(), node.repairs()::nudge);
    scrubber.start();
    switch (node.settings().flush()) {
      case FlushPolicy.Interval(var every) ->
          threads.every(every, () -> logs.values().forEach(DrivenLog::flushIfDirty));
      case FlushPolicy.None() -> {}
      case FlushPolicy.Commit() -> {}
    }
  }

  /** The scrub has found something in this directory; its log shall look. */
  private void suspect(String directoryName, long offset) {
    Optional<String> persistenceId = LogNames.persistenceId(directoryName);
    if (persistenceId.isPresent() && !closed) {
      driven(persistenceId.get()).suspect(offset);
    }
  }

  private void failDevice(DeviceMark mark) {
    try {
      mark.set();
    } catch (IOException e) {
      LOG.error("Nor can it be noted in the data directory that its device failed", e);
    }
    logs.values().forEach(DrivenLog::failDevice);
  }

  // ---- logs of any entity ----

  /**
   * The log of the entity with this persistence id; its files are opened, or made, by its first
   * use. Do not keep it beyond a {@link #delete}.
   */
  public ReplicatedLog log(String persistenceId) {
    return driven(persistenceId);
  }

  /** As {@link #log}, but it is open, or made, when this completes, and its bounds are known. */
  public CompletionStage<ReplicatedLog> openLog(String persistenceId) {
    return driven(persistenceId).open();
  }

  private DrivenLog driven(String persistenceId) {
    if (closed) {
      throw new LogOfflineException("The storage is closed.");
    }
    // A look-up first: computeIfAbsent locks, even where the log is there.
    DrivenLog known = logs.get(persistenceId);
    return known != null ? known : made(persistenceId);
  }

  private DrivenLog made(String persistenceId) {
    DrivenLog log = logs.computeIfAbsent(persistenceId, this::newLog);
    if (closed) {
      // It may have come too late to be closed with the others.
      var unused = log.closeForGood();
      throw new LogOfflineException("The storage is closed.");
    }
    return log;
  }

  private DrivenLog newLog(String persistenceId) {
    if (persistenceId.isEmpty()) {
      throw new IllegalArgumentException("a persistence id must not be empty");
    }
    LogIdentity identity =
        new LogIdentity(LogNames.line(persistenceId), LogKinds.kindOf(persistenceId));
    LogDirectory directory = new LogDirectory(node.storage(), directoryOf(persistenceId));
    return new DrivenLog(
        new LogOpening.Place(
            persistenceId, directory, identity, () -> files.delete(directoryOf(persistenceId))),
        node);
  }

  /** Whether this is the log that its persistence id stands for: not one deleted since. */
  public boolean holds(ReplicatedLog log) {
    return logs.get(log.persistenceId()) == log;
  }

  /** Where the log's files lie, or would. */
  public Path directoryOf(String persistenceId) {
    return logsPath.resolve(LogNames.directoryName(persistenceId));
  }

  /** The disk that the logs lie on, for what lies beside them. */
  public Storage storage() {
    return node.storage();
  }

  /** Runs what reads the disk where that may block. The stage completes there too. */
  public <T> CompletionStage<T> reading(BlockingCall<T> call) {
    return call.on(node.reading());
  }

  /** Whether this entity ever wrote or recovered here. Reads the disk. */
  public boolean exists(String persistenceId) throws IOException {
    return files.isLog(directoryOf(persistenceId));
  }

  /** What was appended to the log is safe from a power cut when this completes. */
  public CompletionStage<Void> flush(String persistenceId) {
    return driven(persistenceId).flush();
  }

  /** How far the node wants to be safe from power cuts. */
  public FlushPolicy flushPolicy() {
    return node.settings().flush();
  }

  /**
   * Every entity that has a log on this node's disk, except those with ids so long that their
   * directories do not spell them.
   */
  public CompletionStage<Set<String>> persistenceIds() {
    return reading(
        () -> {
          try (Stream<String> names = files.logNames()) {
            return names
                .map(LogNames::persistenceId)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
          }
        });
  }

  // ---- partitions ----

  @Override
  public CompletionStage<PartitionLog> open(PartitionId partition) {
    return openLog(partition.persistenceId()).thenApply(log -> log);
  }

  @Override
  public CompletionStage<Long> enforceRetention(
      PartitionId partition, LogConfig config, long nowMs) {
    return driven(partition.persistenceId()).enforceRetention(config, nowMs);
  }

  @Override
  public CompletionStage<Void> delete(PartitionId partition) {
    return delete(partition.persistenceId());
  }

  /** Closes the log and deletes its files, snapshots too; idempotent. */
  public CompletionStage<Void> delete(String persistenceId) {
    DrivenLog log = driven(persistenceId);
    arrivals.refuse(persistenceId);
    return log.delete().whenComplete((done, failure) -> logs.remove(persistenceId, log));
  }

  @Override
  public CompletionStage<Void> close(PartitionId partition) {
    DrivenLog log = logs.get(partition.persistenceId());
    return log == null ? CompletableFuture.completedFuture(null) : log.closeFiles();
  }

  @Override
  public CompletionStage<Set<PartitionId>> list() {
    return persistenceIds()
        .thenApply(
            ids ->
                ids.stream()
                    .map(PartitionId::ofPersistenceId)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toUnmodifiableSet()));
  }

  // ---- replicas ----

  @Override
  public CompletionStage<Result<List<ReplicaId>>> changeReplicas(
      String persistenceId, List<ReplicaId> voters) {
    return driven(persistenceId).changeReplicas(voters);
  }

  @Override
  public CompletionStage<Result<ForcedLead>> forceLead(String persistenceId) {
    return driven(persistenceId).forceLead();
  }

  @Override
  public ReplicationAlarms alarms() {
    return node.alarms().counted();
  }

  @Override
  public DamageCounts damages() {
    return node.repairs().counts();
  }

  @Override
  public Optional<ReplicaStatus> status(String persistenceId) {
    return Optional.ofNullable(logs.get(persistenceId)).flatMap(DrivenLog::status);
  }

  @Override
  public Collection<ReplicaStatus> statuses() {
    return logs.values().stream().map(DrivenLog::status).flatMap(Optional::stream).toList();
  }

  /** What its replicas have won and lost since the start. */
  public ReignCounts reigns() {
    return node.reigns();
  }

  /**
   * Sends a snapshot of the log's writer to the log's other replicas, as far as that goes.
   *
   * @param snapshot not changed any more
   */
  public void shareSnapshot(String persistenceId, ByteBuffer snapshot) {
    status(persistenceId).stream()
        .flatMap(status -> Stream.concat(status.voters().stream(), status.learners().stream()))
        .filter(replica -> !replica.equals(node.self()))
        .forEach(
            replica -> node.transport().sendSnapshot(replica, persistenceId, snapshot.duplicate()));
  }

  /** Who takes the snapshots that others share. */
  public void takeSnapshots(SnapshotTaker taker) {
    arrivals.takeSnapshots(taker);
  }

  // ---- the end ----

  /**
   * Ends every leadership, closes every log cleanly, and waits for that, but not for ever; whatever
   * is queued is written first. Idempotent.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    scrubber.close();
    arrivals.close();
    Map<String, CompletableFuture<Void>> closing = new HashMap<>();
    logs.forEach((id, log) -> closing.put(id, log.closeForGood().toCompletableFuture()));
    try {
      new LastClosing(node, closing).await();
    } finally {
      node.transport().close();
      threads.shutdown();
    }
  }
}
