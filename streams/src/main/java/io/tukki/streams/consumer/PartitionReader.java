package io.tukki.streams.consumer;

import io.tukki.core.id.PartitionId;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.record.RecordIterator;
import io.tukki.streams.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a source stands in one partition: what it has fetched, what comes next. Not thread-safe,
 * and without effects: somebody else fetches.
 */
final class PartitionReader {

  private final TopicPartition name;
  private final PartitionId id;

  private boolean located;
  private boolean busy;
  private int failuresInARow;

  /** Where the next fetch goes. */
  private long fetchOffset;

  /** No record below this is emitted: a fetch answers whole batches, which may begin earlier. */
  private long position;

  private OptionalLong endOffset = OptionalLong.empty();

  /** What was fetched and is not emitted yet; the first is being emitted. */
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  private @Nullable RecordIterator records;
  private @Nullable Record next;
  private boolean batchEnded;

  /** What one fetch answered. */
  private record Chunk(Iterator<RecordBatch> batches) {}

  PartitionReader(TopicPartition name, PartitionId id) {
    this.name = name;
    this.id = id;
  }

  TopicPartition name() {
    return name;
  }

  PartitionId id() {
    return id;
  }

  // ---- position ----

  void stopAt(long offset) {
    endOffset = OptionalLong.of(offset);
  }

  boolean knowsItsEnd() {
    return endOffset.isPresent();
  }

  void startAt(long offset) {
    located = true;
    position = offset;
    fetchOffset = offset;
  }

  boolean isLocated() {
    return located;
  }

  /** Whether it has emitted all that it was to emit. */
  boolean isFinished() {
    return located && endOffset.isPresent() && position >= endOffset.getAsLong();
  }

  // ---- one request at a time ----

  /** From here until {@link #answered} nothing is asked of the partition. */
  void asking() {
    busy = true;
  }

  void answered() {
    busy = false;
  }

  /** Whether there is room for another fetch, and a place to fetch from. */
  boolean wantsFetch() {
    return located
        && !busy
        && chunks.size() < Fetching.FETCHES_PER_PARTITION
        && (endOffset.isEmpty() || fetchOffset < endOffset.getAsLong());
  }

  long fetchOffset() {
    return fetchOffset;
  }

  int failed() {
    return ++failuresInARow;
  }

  /** Answers whether there were failures before. */
  boolean succeeded() {
    boolean recovered = failuresInARow > 0;
    failuresInARow = 0;
    return recovered;
  }

  // ---- records ----

  /**
   * Takes in what was fetched.
   *
   * @throws InvalidBatchException if that is not a run of whole and undamaged batches
   */
  void fetched(ByteBuffer bytes) {
    Iterable<RecordBatch> batches = RecordBatches.all(bytes);
    for (RecordBatch batch : batches) {
      batch.verify();
      fetchOffset = batch.nextOffset();
    }
    chunks.add(new Chunk(batches.iterator()));
  }

  /** Whether there is a record at hand. */
  boolean hasRecord() {
    while (next == null && !isFinished() && nextBatch()) {
      next = nextOfBatch();
    }
    return next != null;
  }

  /** The next record in the order of offsets. */
  Record take() {
    Record taken = hasRecord() ? next : null;
    if (taken == null) {
      throw new NoSuchElementException("nothing of " + name + " is at hand");
    }
    position = taken.offset() + 1;
    next = nextOfBatch();
    batchEnded = next == null;
    return taken;
  }

  /**
   * Whether the last record that was taken was its batch's last: a good moment to read elsewhere.
   */
  boolean isBetweenBatches() {
    return batchEnded;
  }

  private @Nullable Record nextOfBatch() {
    while (records != null && records.hasNext()) {
      Record record = records.next();
      if (isPastEnd(record.offset())) {
        position = Math.max(position, record.offset());
        close();
        return null;
      }
      if (record.offset() >= position) {
        return record;
      }
    }
    return null;
  }

  private boolean isPastEnd(long offset) {
    return endOffset.isPresent() && offset >= endOffset.getAsLong();
  }

  private boolean nextBatch() {
    for (Chunk chunk = chunks.peek(); chunk != null; chunk = chunks.peek()) {
      while (chunk.batches().hasNext()) {
        RecordBatch batch = chunk.batches().next();
        // Control batches are the log's own affair; empty ones are what compaction leaves behind.
        if (batch.isControl() || batch.recordCount() == 0) {
          position = Math.max(position, batch.nextOffset());
        } else {
          records = batch.records();
          return true;
        }
      }
      chunks.remove();
      position = Math.max(position, chunks.isEmpty() ? fetchOffset : position);
    }
    return false;
  }

  /** Gives up what was fetched. */
  void close() {
    if (records != null) {
      records.close();
      records = null;
    }
    next = null;
    chunks.clear();
  }
}
