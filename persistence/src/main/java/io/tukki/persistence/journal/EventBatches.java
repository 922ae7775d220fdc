package io.tukki.persistence.journal;

import io.tukki.core.record.Compression;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatchBuilder;
import io.tukki.core.record.RecordIterator;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.PersistentRepr;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * Ordinary events as record batches: one event is one record, one {@code persistAll} one batch,
 * whose CRC makes it all or nothing.
 *
 * <p>A sequence number that was used up by a rejected event still has its offset: a record without
 * a value stands there, and replay passes over it. So it does over control batches, by which a log
 * speaks of itself: each takes up one sequence number.
 */
final class EventBatches {

  private static final int EXPECTED_EVENT_BYTES = 512;

  private final EventFrame frame;
  private final int maxBatchBytes;

  /**
   * @param maxBatchBytes what the events of one write may take, all together
   */
  EventBatches(EventFrame frame, int maxBatchBytes) {
    this.frame = frame;
    this.maxBatchBytes = maxBatchBytes;
  }

  /**
   * The events of one atomic write as a batch, not placed yet.
   *
   * @param holes how many sequence numbers before the first event were rejected
   * @throws NotSerializableException if one event cannot be serialized, or all are too large
   */
  RecordBatch encode(Seq<PersistentRepr> events, int holes) throws NotSerializableException {
    List<ByteBuffer> frames = new ArrayList<>(events.size());
    long bytes = 0;
    Iterator<PersistentRepr> each = events.iterator();
    while (each.hasNext()) {
      ByteBuffer event = frame.write(each.next());
      frames.add(event);
      bytes += RecordBatchBuilder.mostBytesOf(null, event, List.of());
    }
    if (bytes > maxBatchBytes) {
      throw new NotSerializableException(
          "%d events take %d bytes together, one write may take %d (tukki.journal.max-write-bytes)"
              .formatted(frames.size(), bytes, maxBatchBytes));
    }
    return build(frames, events.iterator(), holes);
  }

  private static RecordBatch build(
      List<ByteBuffer> frames, Iterator<PersistentRepr> events, int holes) {
    RecordBatchBuilder batch =
        new RecordBatchBuilder(Compression.NONE, EXPECTED_EVENT_BYTES * (frames.size() + holes));
    PersistentRepr event = events.next();
    for (int i = 0; i < holes; i++) {
      batch.append(event.timestamp(), null, null, List.of());
    }
    batch.append(event.timestamp(), null, frames.getFirst(), List.of());
    for (int i = 1; i < frames.size(); i++) {
      batch.append(events.next().timestamp(), null, frames.get(i), List.of());
    }
    return batch.build();
  }

  /** Takes one event after the other. */
  @FunctionalInterface
  interface EventVisitor {
    /**
     * @return whether to go on
     */
    boolean visit(PersistentRepr event);
  }

  /**
   * Visits the batch's events from {@code fromSequenceNr} on.
   *
   * @return false where the visitor has enough
   * @throws io.tukki.core.record.InvalidBatchException if the batch is damaged
   */
  boolean decode(
      String persistenceId, RecordBatch batch, long fromSequenceNr, EventVisitor visitor) {
    batch.verify();
    if (batch.isControl()) {
      return true;
    }
    try (RecordIterator records = batch.records()) {
      while (records.hasNext()) {
        Record record = records.next();
        long sequenceNr = record.offset() + 1;
        ByteBuffer value = record.value();
        if (value != null
            && sequenceNr >= fromSequenceNr
            && !visitor.visit(frame.read(persistenceId, sequenceNr, value))) {
          return false;
        }
      }
    }
    return true;
  }
}
