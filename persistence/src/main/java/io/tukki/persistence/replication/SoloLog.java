package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.StoredBatchHeader;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.HeaderVisitor;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.LogIdentity;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log whose replica set is this node alone: what is appended here is committed.
 *
 * <p>Appends, leadership and trimming run on the log's lane. The files are open while they are used
 * and closed when idle; the bounds below stay known.
 */
final class SoloLog implements ReplicatedLog, Appender.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(SoloLog.class);

  private final String persistenceId;
  private final Node node;
  private final LogHandle handle;
  private final Flusher flusher;
  private final LogQueue queue;

  private final HighWatermark highWatermark = new HighWatermark();
  private final AtomicReference<@Nullable Reign> reign = new AtomicReference<>();

  private volatile LogConfig config;
  private volatile LeaderEpoch epoch;
  private volatile long startOffset;
  private volatile long endOffset;
  private volatile long nextOrdinal = 1;
  private volatile long sizeBytes;

  /**
   * @param directory where it lies, or will
   */
  SoloLog(LogDirectory directory, LogIdentity identity, String persistenceId, Node node) {
    this.persistenceId = persistenceId;
    this.node = node;
    this.config = LogKinds.configOf(identity.kind());
    this.epoch = node.epochs().of(persistenceId);
    this.handle = new LogHandle(() -> open(directory, identity));
    this.flusher = new Flusher(persistenceId, node, handle);
    this.queue = new LogQueue(node, new Appender(persistenceId, node, handle, flusher, this));
  }

  private Log open(LogDirectory directory, LogIdentity identity) throws IOException {
    Log.Opened opened = Log.open(directory, identity, config, node.logOptions(), node.nowMs());
    RecoveryLog.tell(persistenceId, opened.report());
    publish(opened.log());
    return opened.log();
  }

  // ---- the writer ----

  @Override
  public CompletionStage<Leadership> lead() {
    return queue.call(this::takeOver).thenCompose(this::madeDurable);
  }

  private Reign takeOver() throws IOException {
    node.refuseIfDeviceFailed();
    Reign next = handle.use(this::nextReign);
    // From here on older reigns append nothing, so that what this one found stays true.
    reign.set(next);
    epoch = next.epoch();
    return next;
  }

  private CompletionStage<Leadership> madeDurable(Reign next) {
    return node.epochs()
        .promise(persistenceId, next.epoch())
        .whenComplete(
            (durable, failure) -> {
              if (failure != null) {
                end(next);
              }
            })
        .thenApply(durable -> next);
  }

  private Reign nextReign(Log log) throws IOException {
    LeaderEpoch highest = Epochs.highest(epoch, node.epochs().of(persistenceId), log);
    return new Reign(this, highest.next(), log.endOffset(), log.nextOrdinal());
  }

  CompletionStage<Appended> append(Reign by, List<RecordBatch> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("an append needs a batch");
    }
    if (by.isClosed() || !reigns(by)) {
      return CompletableFuture.failedFuture(new RefusedException(fenced(by)));
    }
    long bytes = 0;
    for (int i = 0; i < batches.size(); i++) {
      bytes += batches.get(i).sizeBytes();
    }
    CompletableFuture<Appended> done = new CompletableFuture<>();
    if (!queue.offer(new Appender.Append(by, batches, bytes, done))) {
      by.close();
      done.completeExceptionally(
          new RefusedException(
              new Refusal.Overloaded(
                  "Too much waits to be written to log '%s' or to this node."
                      .formatted(persistenceId))));
    }
    return done;
  }

  @Override
  public boolean reigns(Reign candidate) {
    return reign.get() == candidate;
  }

  @Override
  public void end(Reign failed) {
    reign.compareAndSet(failed, null);
  }

  @Override
  public Refusal fenced(Reign old) {
    return new Refusal.FencedLeaderEpoch(epoch.value(), old.epoch().value());
  }

  @Override
  public void committed(Log log) {
    publish(log);
    flusher.noteAppend(log);
  }

  private void publish(Log log) {
    startOffset = log.startOffset();
    endOffset = log.endOffset();
    nextOrdinal = log.nextOrdinal();
    sizeBytes = log.sizeBytes();
    highWatermark.advance(log.endOffset());
  }

  // ---- bounds ----

  @Override
  public String persistenceId() {
    return persistenceId;
  }

  @Override
  public long logStartOffset() {
    return startOffset;
  }

  @Override
  public long highWatermark() {
    return highWatermark.offset();
  }

  @Override
  public long logEndOffset() {
    return endOffset;
  }

  @Override
  public long nextOrdinal() {
    return nextOrdinal;
  }

  @Override
  public LeaderEpoch leaderEpoch() {
    return epoch;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  // ---- readers ----

  @Override
  public Result<LogSlice> read(long offset, int maxBytes) {
    return asResult(log -> log.read(offset, maxBytes, highWatermark.offset()));
  }

  @Override
  public Result<TimestampLookup> findByTimestamp(long timestampMs) {
    return asResult(log -> Result.ok(log.findByTimestamp(timestampMs, highWatermark.offset())));
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
    return highWatermark.subscribe(listener);
  }

  // ---- keeping house ----

  @Override
  public CompletionStage<Result<Long>> deleteRecordsBefore(long offset) {
    return call(
        log -> {
          if (offset < 0 || offset > highWatermark.offset()) {
            return Result.refused(
                new Refusal.OffsetOutOfRange(offset, startOffset, highWatermark.offset()));
          }
          log.deleteBefore(offset);
          publish(log);
          return Result.ok(log.startOffset());
        });
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
    return call(
        log -> {
          log.configure(changed);
          log.enforceRetention(nowMs);
          publish(log);
          return log.startOffset();
        });
  }

  /** Opens the log, unless it is open. */
  CompletionStage<ReplicatedLog> open() {
    return call(log -> this);
  }

  /** Everything appended so far is durable when this completes. */
  CompletionStage<Void> flush() {
    return call(log -> {
          flusher.flush(log);
          return log;
        })
        .thenAccept(log -> {});
  }

  void flushIfDirty() {
    flusher.flushIfDirty();
  }

  private <T> CompletionStage<T> call(LogHandle.Use<T> use) {
    return queue.call(() -> handle.use(use));
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
    return queue.run(
        () -> {
          reign.set(null);
          handle.closeForGood(new LogOfflineException("The storage is closed."));
        });
  }

  CompletionStage<Void> delete(LogHandle.FileDeletion deleteClosed) {
    return queue.run(
        () -> {
          reign.set(null);
          handle.delete(
              new LogOfflineException("Log '" + persistenceId + "' is deleted."), deleteClosed);
          node.epochs().forget(persistenceId);
        });
  }
}
