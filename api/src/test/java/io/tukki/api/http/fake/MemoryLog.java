package io.tukki.api.http.fake;

import io.tukki.actors.Partitions.Fetched;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordIterator;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One partition's batches in memory. Thread-safe. Counts the slices that nobody has closed. */
public final class MemoryLog {

  static final LeaderEpoch EPOCH = new LeaderEpoch(1);

  private final List<RecordBatch> batches = new ArrayList<>();
  private final AtomicInteger openSlices = new AtomicInteger();
  private CompletableFuture<Void> more = new CompletableFuture<>();
  private long start;
  private long end;
  private long bytes;

  synchronized AppendResult append(RecordBatch batch) {
    AppendResult result = discard(batch);
    batch.placeAt(result.baseOffset(), EPOCH);
    batches.add(batch);
    bytes += batch.sizeBytes();
    more.complete(null);
    more = new CompletableFuture<>();
    return result;
  }

  synchronized AppendResult discard(RecordBatch batch) {
    long base = end;
    end += batch.recordCount();
    return new AppendResult(base, OptionalLong.empty(), start, false);
  }

  synchronized CompletableFuture<Void> awaitMore(long offset) {
    return offset == end ? more.copy() : CompletableFuture.completedFuture(null);
  }

  synchronized Result<Fetched> read(long offset, int maxBytes) {
    if (offset < start || offset > end) {
      return Result.refused(new Refusal.OffsetOutOfRange(offset, start, end));
    }
    List<RecordBatch> taken = new ArrayList<>();
    int size = 0;
    long next = offset;
    for (RecordBatch batch : batches) {
      if (batch.lastOffset() >= offset
          && (taken.isEmpty() || size + batch.sizeBytes() <= maxBytes)) {
        taken.add(batch);
        size += batch.sizeBytes();
        next = batch.nextOffset();
      }
    }
    ByteBuffer slice = ByteBuffer.allocate(size);
    taken.forEach(batch -> slice.put(batch.bytes()));
    openSlices.incrementAndGet();
    return Result.ok(new Fetched(new HeapSlice(slice.flip(), next), end, start, EPOCH));
  }

  synchronized TimestampLookup find(long timestampMs) {
    for (RecordBatch batch : batches) {
      try (RecordIterator records = batch.records()) {
        while (records.hasNext()) {
          Record record = records.next();
          if (record.timestampMs() >= timestampMs && record.offset() >= start) {
            return new TimestampLookup.Found(record.offset(), record.timestampMs(), EPOCH);
          }
        }
      }
    }
    return new TimestampLookup.NoneSoLate();
  }

  synchronized Result<Long> deleteBefore(long offset) {
    if (offset > end) {
      return Result.refused(new Refusal.OffsetOutOfRange(offset, start, end));
    }
    start = Math.max(start, offset);
    return Result.ok(start);
  }

  public synchronized long start() {
    return start;
  }

  public synchronized long end() {
    return end;
  }

  synchronized long bytes() {
    return bytes;
  }

  public synchronized List<RecordBatch> batches() {
    return List.copyOf(batches);
  }

  public int openSlices() {
    return openSlices.get();
  }

  private final class HeapSlice implements LogSlice {

    private final ByteBuffer slice;
    private final long nextOffset;
    private boolean closed;

    HeapSlice(ByteBuffer slice, long nextOffset) {
      this.slice = slice;
      this.nextOffset = nextOffset;
    }

    @Override
    public long nextOffset() {
      return nextOffset;
    }

    @Override
    public int sizeBytes() {
      return slice.remaining();
    }

    @Override
    public long transferTo(long position, int maxBytes, WritableByteChannel target) {
      throw new UnsupportedOperationException("the door reads slices");
    }

    @Override
    public ByteBuffer toByteBuffer() {
      return slice.duplicate();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openSlices.decrementAndGet();
      }
    }
  }
}
