package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.RecordBatches;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.Durability;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.persistence.AtomicWrite;

/** Any other entity's log: each event is a record; its sequence number is its offset plus one. */
final class EventLayout implements JournalLayout {

  /** How much of a log is read at once; what is replayed from it is in memory together. */
  private static final int READ_BYTES = 256 * 1024;

  private final EventBatches batches;

  EventLayout(EventBatches batches) {
    this.batches = batches;
  }

  @Override
  public long highestSequenceNr(ReplicatedLog log) {
    return log.highWatermark();
  }

  @Override
  public long highestSequenceNr(Leadership leadership) {
    return leadership.firstOffset();
  }

  @Override
  public void translate(AtomicWrite write, Place place, List<RecordBatch> into)
      throws NotSerializableException {
    int holes = Math.toIntExact(place.lastSequenceNr() - place.endOffset());
    RecordBatch batch = batches.encode(write.payload(), holes);
    batch.placeAt(place.endOffset(), LeaderEpoch.NONE);
    into.add(batch);
    place.moveTo(batch.nextOffset(), write.highestSequenceNr());
  }

  /** An event that an entity has seen never goes away again. */
  @Override
  public Durability durability() {
    return Durability.QUORUM;
  }

  @Override
  public void replay(ReplicatedLog log, long from, long to, EventBatches.EventVisitor visitor)
      throws IOException {
    long offset = Math.max(from - 1, log.logStartOffset());
    while (offset < to) {
      offset = replayChunk(log, offset, to, visitor);
    }
  }

  /** Visits what one read brings; says where the next one goes on. */
  private long replayChunk(
      ReplicatedLog log, long offset, long to, EventBatches.EventVisitor visitor)
      throws IOException {
    return switch (log.read(offset, READ_BYTES)) {
      case Result.Ok<LogSlice>(var slice) -> {
        try (slice) {
          yield visit(log.persistenceId(), slice.toByteBuffer(), offset, to, visitor);
        } catch (InvalidBatchException e) {
          slice.suspect();
          throw e;
        }
      }
      case Result.Refused<LogSlice>(Refusal.OffsetOutOfRange(long at, long start, long end))
          when at < start ->
          // Somebody deleted meanwhile.
          start;
      case Result.Refused<LogSlice>(var refusal) -> throw new RefusedException(refusal);
    };
  }

  private long visit(
      String persistenceId,
      ByteBuffer bytes,
      long offset,
      long to,
      EventBatches.EventVisitor visitor) {
    EventBatches.EventVisitor bounded = event -> event.sequenceNr() <= to && visitor.visit(event);
    long next = to;
    for (RecordBatch batch : RecordBatches.all(bytes)) {
      if (!batches.decode(persistenceId, batch, offset + 1, bounded)) {
        return to;
      }
      next = batch.nextOffset();
    }
    return next;
  }

  @Override
  public SnapshotPlace.Found placeOf(ReplicatedLog log, long sequenceNr) throws IOException {
    if (sequenceNr > log.highWatermark()) {
      return new SnapshotPlace.Found.Missing();
    }
    return switch (log.read(sequenceNr - 1, 1)) {
      case Result.Ok<LogSlice>(var slice) -> {
        try (slice) {
          yield SnapshotPlace.of(RecordBatches.all(slice.toByteBuffer()).iterator().next(), log);
        }
      }
      case Result.Refused<LogSlice>(Refusal.OffsetOutOfRange refused) ->
          new SnapshotPlace.Found.Deleted();
      case Result.Refused<LogSlice>(var refusal) -> throw new RefusedException(refusal);
    };
  }

  @Override
  public boolean seesCommittedEventsOnly() {
    return true;
  }

  @Override
  public long offsetBehind(ReplicatedLog log, long sequenceNr) {
    return sequenceNr;
  }

  @Override
  public long deletedTo(ReplicatedLog log) {
    return log.logStartOffset();
  }
}
