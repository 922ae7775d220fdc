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
import io.tukki.persistence.log.HeaderVisitor;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
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
  private final LogOpening opening;
  private final LogHandle handle;
  private final Flusher flusher;
  private final ReplicaDriver driver;
  private final LogQueue queue;
  private final LogFront front;

  DrivenLog(LogOpening.Place place, Node node) {
    this.persistenceId = place.persistenceId();
    this.node = node;
    int epoch = node.states().of(persistenceId).map(state -> state.promisedEpoch()).orElse(0);
    this.bounds = new Bounds(new LeaderEpoch(epoch));
    this.opening = new LogOpening(place, node, bounds, new Findings());
    this.handle = opening.handle();
    this.flusher = opening.flusher();
    this.driver = new ReplicaDriver(persistenceId, node, bounds, handle, flusher, opening);
    this.queue = driver.queue();
    this.front = new LogFront(driver, handle, bounds);
  }

  /** What is found while the log is opened. */
  private final class Findings implements LogOpening.Observer {
    @Override
    public boolean hasReplica() {
      return driver.latest().isPresent();
    }

    @Override
    public void damaged() {
      queue.put(driver.damageControl()::damaged);
    }

    @Override
    public void damagedAt(long offset) {
      suspect(offset);
    }
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
    opening.configure(changed);
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
    opening.configure(changed);
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
        "This node's replica of log '%s' was removed.".formatted(persistenceId), opening::delete);
  }

  CompletionStage<Void> delete() {
    return end(
        "Log '%s' is deleted.".formatted(persistenceId),
        reason -> {
          opening.delete(reason);
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
