package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.StoredBatchHeader;
import io.tukki.persistence.replication.Durability;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.collection.Iterator;

/**
 * A partition's log: each event is a record batch and goes to disk as it is; its sequence number is
 * its ordinal. Replay reads headers only, those of the log's own control batches among them, so
 * that the n-th event stays the n-th batch.
 *
 * <p>The entity places the batches, since it answers for their offsets. Several batches of one
 * atomic write are all or none while the process lives; where it dies in mid-write, those that were
 * written whole stay, as records whose producers got no answer.
 */
final class BatchLayout implements JournalLayout {

  private static final String NO_MANIFEST = "";

  @Override
  public long highestSequenceNr(ReplicatedLog log) {
    return log.nextOrdinal() - 1;
  }

  @Override
  public long highestSequenceNr(Leadership leadership) {
    return leadership.firstOrdinal() - 1;
  }

  @Override
  public void translate(AtomicWrite write, Place place, List<RecordBatch> into)
      throws NotSerializableException {
    int before = into.size();
    Iterator<PersistentRepr> events = write.payload().iterator();
    while (events.hasNext()) {
      PersistentRepr event = events.next();
      if (event.payload() instanceof RecordBatch batch && event.metadata().isEmpty()) {
        into.add(batch);
      } else {
        into.subList(before, into.size()).clear();
        throw new NotSerializableException(
            "the journal of a partition takes record batches without metadata, not "
                + event.payload().getClass().getName());
      }
    }
    place.moveTo(into.getLast().nextOffset(), write.highestSequenceNr());
  }

  /**
   * Appended here. Each producer has said what it waits for, and the partition's front, which knows
   * how far replication is, answers it accordingly.
   */
  @Override
  public Durability durability() {
    return Durability.LEADER;
  }

  @Override
  public void replay(ReplicatedLog log, long from, long to, EventBatches.EventVisitor visitor)
      throws IOException {
    Writer writer = new Writer();
    log.visitHeaders(
        from,
        to,
        (ordinal, header) ->
            visitor.visit(event(log.persistenceId(), ordinal, header, writer.of(header))));
  }

  private static PersistentRepr event(
      String persistenceId, long ordinal, StoredBatchHeader header, String writer) {
    return PersistentRepr.apply(
            header, ordinal, persistenceId, NO_MANIFEST, false, ActorRef.noSender(), writer)
        .withTimestamp(header.maxTimestampMs());
  }

  /**
   * What stands for the incarnation that wrote a batch: its epoch, which is what fences writers
   * here. A reign's batches lie together, so the last name made is nearly always the next one asked
   * for.
   */
  private static final class Writer {

    private LeaderEpoch epoch = LeaderEpoch.NONE;
    private String name = nameOf(epoch);

    String of(StoredBatchHeader header) {
      LeaderEpoch asked = header.leaderEpoch();
      if (!asked.equals(epoch)) {
        epoch = asked;
        name = nameOf(asked);
      }
      return name;
    }

    private static String nameOf(LeaderEpoch epoch) {
      return "epoch-" + epoch;
    }
  }

  @Override
  public SnapshotPlace.Found placeOf(ReplicatedLog log, long sequenceNr) throws IOException {
    if (sequenceNr >= log.nextOrdinal()) {
      return new SnapshotPlace.Found.Missing();
    }
    List<SnapshotPlace.Found> found = new ArrayList<>();
    log.visitHeaders(
        sequenceNr,
        sequenceNr,
        (ordinal, header) -> {
          if (ordinal == sequenceNr) {
            found.add(SnapshotPlace.of(header, log));
          }
          return false;
        });
    return found.isEmpty() ? new SnapshotPlace.Found.Deleted() : found.getFirst();
  }

  /** A writer has seen what it appended, which may be cut in a failover before it is committed. */
  @Override
  public boolean seesCommittedEventsOnly() {
    return false;
  }

  @Override
  public long offsetBehind(ReplicatedLog log, long sequenceNr) throws IOException {
    return log.offsetBehind(sequenceNr).orElseGet(log::logStartOffset);
  }

  /** What is gone went by retention, and a partition is what is left. */
  @Override
  public long deletedTo(ReplicatedLog log) {
    return 0;
  }
}
