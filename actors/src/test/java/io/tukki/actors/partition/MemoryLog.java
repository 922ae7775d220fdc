package io.tukki.actors.partition;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/** A partition's log in memory, whose high watermark a test can hold back. */
final class MemoryLog implements PartitionLog {

  private final List<RecordBatch> batches = new ArrayList<>();
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final List<LogConfig> configs = new CopyOnWriteArrayList<>();
  private LeaderEpoch epoch = LeaderEpoch.NONE;
  private long start;
  private long end;
  private long highWatermark;
  private boolean commitsHeld;
  private volatile int inSync = 3;

  // ---- the journal's side ----

  synchronized void lead() {
    epoch = epoch.next();
  }

  void append(List<RecordBatch> added) {
    synchronized (this) {
      for (RecordBatch batch : added) {
        if (batch.baseOffset() != end) {
          throw new IllegalArgumentException("at " + batch.baseOffset() + ", not " + end);
        }
        batches.add(RecordBatch.wrap(copyOf(batch.bytes())));
        end = batch.nextOffset();
      }
    }
    commit();
  }

  synchronized List<RecordBatch> batches() {
    return List.copyOf(batches);
  }

  private static ByteBuffer copyOf(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  // ---- the test's side ----

  synchronized void holdCommits() {
    commitsHeld = true;
  }

  void releaseCommits() {
    synchronized (this) {
      commitsHeld = false;
    }
    commit();
  }

  /** So many replicas follow from now on, the leader among them. */
  void follow(int replicas) {
    inSync = replicas;
  }

  @Override
  public int inSyncReplicas() {
    return inSync;
  }

  @Override
  public long heldBy(int voters) {
    return voters <= inSync ? highWatermark() : logStartOffset();
  }

  /** As retention does when everything is old. */
  synchronized void forgetAll() {
    batches.clear();
    start = end;
  }

  List<LogConfig> configs() {
    return configs;
  }

  private void commit() {
    long moved;
    synchronized (this) {
      if (commitsHeld || highWatermark == end) {
        return;
      }
      highWatermark = end;
      moved = end;
    }
    listeners.forEach(listener -> listener.accept(moved));
  }

  // ---- the port ----

  @Override
  public synchronized long logStartOffset() {
    return start;
  }

  @Override
  public synchronized long highWatermark() {
    return highWatermark;
  }

  @Override
  public synchronized long logEndOffset() {
    return end;
  }

  @Override
  public synchronized LeaderEpoch leaderEpoch() {
    return epoch;
  }

  @Override
  public synchronized long sizeBytes() {
    return batches.stream().mapToLong(RecordBatch::sizeBytes).sum();
  }

  @Override
  public synchronized Result<LogSlice> read(long offset, int maxBytes) {
    if (offset < start || offset > highWatermark) {
      return Result.refused(new Refusal.OffsetOutOfRange(offset, start, highWatermark));
    }
    List<ByteBuffer> taken = new ArrayList<>();
    int size = 0;
    long next = offset;
    for (RecordBatch batch : batches) {
      boolean readable = batch.nextOffset() <= highWatermark && batch.nextOffset() > offset;
      if (readable && (taken.isEmpty() || size + batch.sizeBytes() <= maxBytes)) {
        taken.add(batch.bytes());
        size += batch.sizeBytes();
        next = batch.nextOffset();
      }
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    taken.forEach(all::put);
    return Result.ok(new MemorySlice(all.flip(), next));
  }

  @Override
  public synchronized Result<TimestampLookup> findByTimestamp(long timestampMs) {
    for (RecordBatch batch : batches) {
      if (batch.nextOffset() <= highWatermark && batch.maxTimestampMs() >= timestampMs) {
        return Result.ok(
            new TimestampLookup.Found(
                batch.baseOffset(), batch.maxTimestampMs(), batch.leaderEpoch()));
      }
    }
    return Result.ok(new TimestampLookup.NoneSoLate());
  }

  @Override
  public synchronized CompletionStage<Result<Long>> deleteRecordsBefore(long offset) {
    start = Math.max(start, offset);
    batches.removeIf(batch -> batch.nextOffset() <= start);
    return CompletableFuture.completedFuture(Result.ok(start));
  }

  @Override
  public void configure(LogConfig config) {
    configs.add(config);
  }

  @Override
  public Subscription onHighWatermark(LongConsumer listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private record MemorySlice(ByteBuffer bytes, long nextOffset) implements LogSlice {
    @Override
    public int sizeBytes() {
      return bytes.remaining();
    }

    @Override
    public long transferTo(long position, int maxBytes, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer toByteBuffer() {
      return bytes.duplicate();
    }

    @Override
    public void close() {}
  }
}
