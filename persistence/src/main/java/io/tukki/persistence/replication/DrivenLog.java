package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.StoredBatchHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.DamageException;
import io.tukki.persistence.log.HeaderVisitor;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogDamage;
import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.LogIdentity;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log and this node's replica of it, which may lead, follow, or be the only one.
 *
 * <p>What changes the log runs on its lane, where the {@link ReplicaDriver} is. The files are open
 * while they are used and closed when idle; the bounds stay known, and so does the replica.
 */
final class DrivenLog implements ReplicatedLog {

  private static final Logger LOG = LoggerFactory.getLogger(DrivenLog.class);

  private final String persistenceId;
  private final Node node;
  private final Bounds bounds;
  private final LogHandle handle;
  private final Flusher flusher;
  private final ReplicaDriver driver;
  private final LogHandle.FileAction deletion;
  private final LogQueue queue;
  private final LogFront front;

  private volatile LogConfig config;

  /** As the log was when it was first opened; until its replica begins. */
  private volatile @Nullable Recovered opened;

  /**
   * @param directory where it lies, or will
   * @param deletion deletes the directory while nothing there is open
   */
  DrivenLog(
      LogDirectory directory,
      LogIdentity identity,
      String persistenceId,
      Node node,
      LogHandle.FileAction deletion) {
    this.deletion = deletion;
    this.persistenceId = persistenceId;
    this.node = node;
    this.config = LogKinds.configOf(identity.kind());
    int epoch = node.states().of(persistenceId).map(state -> state.promisedEpoch()).orElse(0);
    this.bounds = new Bounds(new LeaderEpoch(epoch));
    this.handle = new LogHandle(() -> open(directory, identity), this::suspect);
    this.flusher = new Flusher(persistenceId, node, handle);
    this.driver =
        new ReplicaDriver(persistenceId, node, bounds, handle, flusher, source(directory));
    this.queue = driver.queue();
    this.front = new LogFront(driver, handle, bounds);
  }

  /** Damage that is met on the way, where a checkpoint vouches for it, is looked for then. */
  private Log open(LogDirectory directory, LogIdentity identity) throws IOException {
    try {
      return openNow(directory, identity);
    } catch (LogOfflineException e) {
      if (e.getCause() instanceof DamageException found) {
        Log.suspect(directory, found.offset());
        return openNow(directory, identity);
      }
      throw e;
    }
  }

  private Log openNow(LogDirectory directory, LogIdentity identity) throws IOException {
    Log.Opened result =
        Log.openAsFarAsSound(directory, identity, config, node.logOptions(), node.nowMs());
    Log log = result.log();
    try {
      RecoveryLog.tell(persistenceId, result.report());
      Recovered recovered = recoveredFrom(log);
      if (log.damage().isPresent()) {
        takeDamaged(directory, recovered, log.damage().get());
      }
      bounds.publish(log);
      if (driver.latest().isEmpty()) {
        if (recovered.isHeldAloneBy(node.self())) {
          bounds.highWatermark.advance(log.endOffset());
        }
        opened = recovered;
      }
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Its replica takes part without a vote, unless nobody is there to repair it. */
  private void takeDamaged(LogDirectory directory, Recovered recovered, LogDamage damage) {
    LOG.error(
        "Log '{}' is damaged: {}. It is sound below offset {}",
        persistenceId,
        damage.message(),
        damage.offset());
    node.repairs().found();
    node.alarms().note(Output.Trouble.DAMAGED_LOG);
    if (recovered.isBeyondRepairFor(node.self())) {
      throw DamagedAlone.refusal(directory.path(), damage);
    }
    queue.put(driver.damageControl()::damaged);
  }

  private ReplicaDriver.Source source(LogDirectory directory) {
    return new ReplicaDriver.Source() {
      @Override
      public Recovered recover(boolean again) throws IOException {
        Optional<DurableState> tombstone =
            node.states().of(persistenceId).filter(state -> state.isTombstoneOf(node.self()));
        if (tombstone.isPresent()) {
          // A removed replica that is taken in again starts with nothing; what it had copied when
          // it was interrupted is not worth telling apart from what it was told to delete.
          opened = null;
          handle.closeAnd(deletion);
          flusher.noteClosed();
          return Recovered.retired(tombstone.get());
        }
        return handle.use(
            log -> {
              Recovered first = opened;
              opened = null;
              return first == null || again ? recoveredFrom(log) : first;
            });
      }

      @Override
      public Optional<LogDamage> of(long offset) throws IOException {
        handle.closeAnd(() -> Log.suspect(directory, offset));
        flusher.noteClosed();
        return handle.use(Log::damage);
      }
    };
  }

  private Recovered recoveredFrom(Log log) throws IOException {
    return Recovered.of(log, node.states().of(persistenceId), node.states().boot());
  }

  @Override
  public void suspect(long offset) {
    driver.damageControl().suspect(offset);
  }

  // ---- the writer and the other replicas ----

  @Override
  public CompletionStage<Leadership> lead() {
    return queue
        .call(
            () -> {
              handle.refuseIfClosedForGood();
              return driver.lead();
            })
        .thenCompose(led -> led);
  }

  /**
   * From the replica on another node.
   *
   * @param then runs when the replica has dealt with it
   */
  void receive(ReplicaId from, Message message, Runnable then) {
    queue.put(() -> deliver(from, () -> message, then));
  }

  /** As the shorter one, with batches that nobody has looked at. */
  void receive(
      ReplicaId from, Message.Bulk header, long firstOrdinal, ByteBuffer batches, Runnable then) {
    queue.put(() -> deliver(from, () -> Arrival.unpack(header, firstOrdinal, batches), then));
  }

  private void deliver(ReplicaId from, Supplier<Message> message, Runnable then) {
    try {
      driver.started();
      driver.feed(new Input.Received(from, message.get()));
    } catch (IOException | LogOfflineException e) {
      LOG.debug("A message to log '{}' is dropped", persistenceId, e);
    } catch (RuntimeException e) {
      LOG.error("A message to log '{}' could not be dealt with", persistenceId, e);
    } finally {
      then.run();
    }
  }

  /** A node that may hold a replica of this log was lost, or came back. */
  void noteChangeOf(ReplicaId peer) {
    boolean concerned = driver.latest().filter(replica -> replica.leads(peer)).isPresent();
    if (concerned) {
      queue.put(driver::wake);
    }
  }

  void failDevice() {
    if (driver.latest().isPresent()) {
      queue.put(() -> driver.feed(new Input.DiskFailed()));
    }
  }

  CompletionStage<Result<List<ReplicaId>>> changeReplicas(List<ReplicaId> voters) {
    return queue
        .call(
            () -> {
              driver.started();
              return driver.changes().request(voters);
            })
        .thenCompose(changed -> changed);
  }

  CompletionStage<Result<ForcedLead>> forceLead() {
    return queue.call(() -> driver.changes().force(driver.started())).thenCompose(led -> led);
  }

  Optional<ReplicaStatus> status() {
    return driver
        .latest()
        .map(
            replica ->
                Statuses.of(
                    persistenceId, replica, bounds, node, driver.errands().mayLackCommitted()));
  }

  // ---- bounds ----

  @Override
  public String persistenceId() {
    return persistenceId;
  }

  @Override
  public long logStartOffset() {
    return bounds.startOffset;
  }

  @Override
  public long highWatermark() {
    return bounds.highWatermark.offset();
  }

  @Override
  public long logEndOffset() {
    return bounds.endOffset;
  }

  @Override
  public long nextOrdinal() {
    return bounds.nextOrdinal;
  }

  @Override
  public LeaderEpoch leaderEpoch() {
    return bounds.epoch;
  }

  @Override
  public long sizeBytes() {
    return bounds.sizeBytes;
  }

  // ---- readers ----

  @Override
  public Result<LogSlice> read(long offset, int maxBytes) {
    return asResult(log -> log.read(offset, maxBytes, highWatermark()))
        .map(slice -> new WatchedSlice(slice, () -> suspect(offset)));
  }

  @Override
  public Result<TimestampLookup> findByTimestamp(long timestampMs) {
    return asResult(log -> Result.ok(log.findByTimestamp(timestampMs, highWatermark())));
  }

  private <T> Result<T> asResult(LogHandle.Use<Result<T>> use) {
    try {
      return handle.use(use);
    } catch (IOException | LogOfflineException e) {
      return Result.refused(new Refusal.LogOffline(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void visitHeaders(long from, long to, HeaderVisitor visitor) throws IOException {
    handle.use(
        log -> {
          log.forEachHeader(from, new UpTo(to, visitor));
          return to;
        });
  }

  /** Stops the walk behind the last ordinal that is asked for. */
  private record UpTo(long last, HeaderVisitor visitor) implements HeaderVisitor {
    @Override
    public boolean visit(long ordinal, StoredBatchHeader header) {
      return ordinal <= last && visitor.visit(ordinal, header) && ordinal < last;
    }
  }

  @Override
  public OptionalLong offsetBehind(long ordinal) throws IOException {
    return handle.use(
        log ->
            ordinal + 1 == log.nextOrdinal()
                ? OptionalLong.of(log.endOffset())
                : log.baseOffsetOf(ordinal + 1));
  }

  @Override
  public Subscription onHighWatermark(LongConsumer listener) {
    return bounds.highWatermark.subscribe(listener);
  }

  @Override
  public long heldBy(int voters) {
    return driver.holdings().heldBy(driver.latest(), voters);
  }

  @Override
  public Subscription onHeldBy(int voters, LongConsumer listener) {
    return driver.holdings().subscribe(voters, listener);
  }

  @Override
  public int inSyncReplicas() {
    return driver.holdings().inSync(driver.latest());
  }

  // ---- keeping house ----

  @Override
  public CompletionStage<Result<Long>> deleteRecordsBefore(long offset) {
    return queue.call(() -> front.deleteBefore(offset)).thenCompose(deleted -> deleted);
  }

  @Override
  public void configure(LogConfig changed) {
    config = changed;
    queue
        .run(() -> configureIfOpen(changed))
        .exceptionally(
            failure -> {
              LOG.warn("Log '{}' could not be configured", persistenceId, failure);
              return null;
            });
  }

  private void configureIfOpen(LogConfig changed) throws IOException {
    // A closed one is opened with it.
    if (handle.isOpen()) {
      handle.use(
          log -> {
            log.configure(changed);
            return log;
          });
    }
  }

  CompletionStage<Long> enforceRetention(LogConfig changed, long nowMs) {
    config = changed;
    return queue
        .call(
            () -> {
              configureIfOpen(changed);
              return front.retain(nowMs);
            })
        .thenCompose(start -> start);
  }

  /** Opens the log, unless it is open. */
  CompletionStage<ReplicatedLog> open() {
    return queue.call(() -> handle.use(log -> this));
  }

  /** Everything appended so far is durable when this completes. */
  CompletionStage<Void> flush() {
    return queue.run(
        () ->
            handle.use(
                log -> {
                  flusher.flush(log);
                  return log;
                }));
  }

  void flushIfDirty() {
    flusher.flushIfDirty();
  }

  long lastUsedNanos() {
    return handle.lastUsedNanos();
  }

  boolean isOpen() {
    return handle.isOpen();
  }

  /** Frees memory and files until the log is used again; the reign goes on. */
  CompletionStage<Void> closeFiles() {
    return queue.run(
        () -> {
          handle.close();
          flusher.noteClosed();
        });
  }

  CompletionStage<Void> closeForGood() {
    return end("The storage is closed.", handle::closeForGood);
  }

  /** The replica was removed from the log, and what it promised stays. */
  CompletionStage<Void> retire() {
    return end(
        "This node's replica of log '%s' was removed.".formatted(persistenceId),
        reason -> handle.delete(reason, deletion));
  }

  CompletionStage<Void> delete() {
    return end(
        "Log '%s' is deleted.".formatted(persistenceId),
        reason -> {
          handle.delete(reason, deletion);
          var unused = node.states().forget(persistenceId);
        });
  }

  private interface Ending {
    void of(LogOfflineException reason) throws IOException;
  }

  private CompletionStage<Void> end(String why, Ending ending) {
    return queue.run(
        () -> {
          LogOfflineException reason = new LogOfflineException(why);
          driver.end(reason);
          ending.of(reason);
        });
  }
}
