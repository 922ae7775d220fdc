package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.BatchHeader;
import io.tukki.persistence.replication.ReplicatedLog;

/**
 * Where a log holds the last event that a snapshot has seen. Two logs that hold a batch of the same
 * epoch at the same offset are the same log up to there, so that this tells whether a snapshot was
 * made from events that were cut in a failover since.
 *
 * @param baseOffset of the batch that holds the event
 * @param epoch whose leader wrote it
 */
record SnapshotPlace(long baseOffset, LeaderEpoch epoch) {

  /** What can be said of an event's place now. */
  sealed interface Found {

    /**
     * @param committed whether it stays for ever
     */
    record At(SnapshotPlace place, boolean committed) implements Found {}

    /** The log begins behind it. */
    record Deleted() implements Found {}

    /** The log ends before it. */
    record Missing() implements Found {}
  }

  static Found.At of(BatchHeader batch, ReplicatedLog log) {
    return new Found.At(
        new SnapshotPlace(batch.baseOffset(), batch.leaderEpoch()),
        batch.nextOffset() <= log.highWatermark());
  }
}
