package io.tukki.persistence.journal;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.replication.Durability;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.List;
import org.apache.pekko.persistence.AtomicWrite;

/**
 * How one log's sequence numbers lie in it. There are two ways, and a log keeps to one: see {@link
 * BatchLayout} for partitions, {@link EventLayout} for every other entity.
 */
sealed interface JournalLayout permits BatchLayout, EventLayout {

  /** The highest sequence number that the log holds or held. */
  long highestSequenceNr(ReplicatedLog log);

  /** The highest sequence number at the moment that a reign began. */
  long highestSequenceNr(Leadership leadership);

  /**
   * Translates one atomic write.
   *
   * @param place where it goes; advanced behind what is translated
   * @throws NotSerializableException if it is to be rejected; {@code place} and {@code into} are as
   *     before then
   */
  void translate(AtomicWrite write, Place place, List<RecordBatch> into)
      throws NotSerializableException;

  /** When a write of the entity counts as done: the one place where that is said. */
  Durability durability();

  /**
   * Reads committed events {@code from} to {@code to}, both included. Blocks on the disk.
   *
   * @throws RuntimeException if the log is damaged or an event cannot be deserialized
   */
  void replay(ReplicatedLog log, long from, long to, EventBatches.EventVisitor visitor)
      throws IOException;

  /** Where the log holds an event, committed or not. Blocks on the disk. */
  SnapshotPlace.Found placeOf(ReplicatedLog log, long sequenceNr) throws IOException;

  /**
   * Whether what an entity has seen is always committed, so that a snapshot of it is right wherever
   * its events are.
   */
  boolean seesCommittedEventsOnly();

  /** The offset below which everything goes when events up to {@code sequenceNr} do. May block. */
  long offsetBehind(ReplicatedLog log, long sequenceNr) throws IOException;

  /**
   * Up to where the entity had its events deleted, so that only a snapshot stands for them; 0 where
   * it did not.
   */
  long deletedTo(ReplicatedLog log);
}
