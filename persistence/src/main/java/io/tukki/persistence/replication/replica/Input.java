package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;

/**
 * What happens to a replica. The driver hands inputs in one at a time; it carries out log
 * operations in the order they were put out, and reports each as it completes.
 */
public sealed interface Input {

  record Received(ReplicaId from, Message message) implements Input {}

  /** Time has passed. At least every {@link Settings#heartbeatMs()} / 2. */
  record Tick() implements Input {}

  /**
   * Another node is known to live although its replica had no reason to speak. Only how long a
   * leader goes on depends on it, never what counts.
   */
  record Heard(ReplicaId from) implements Input {}

  /** This node shall lead the log, if the others allow it. */
  record Nominate() implements Input {}

  /**
   * An operator's decision: this replica leads, alone, although a majority of the voters is lost
   * for good. What they had committed and this replica has not is lost with them. From here on the
   * configuration is this replica, with the other members as learners, and no voter of before wins
   * against it. Raises {@link Output.Trouble#FORCED_TO_LEAD}.
   */
  record ForceLead() implements Input {}

  /** The leader shall stop. */
  record Resign() implements Input {}

  /**
   * Entries placed at the log's end, of this leader's epoch.
   *
   * @param minReplicas voters that must hold them before {@link Wait#COMMITTED} is acknowledged
   */
  record AppendRequest(long request, List<Entry> entries, Wait until, int minReplicas)
      implements Input {}

  /** The replica set shall become this one. A new voter must be a learner that has caught up. */
  record ChangeRequest(long request, List<ReplicaId> voters, List<ReplicaId> learners)
      implements Input {}

  /** Records below the offset are not needed any more. Ignored above the high watermark. */
  record Trim(LogStart start) implements Input {}

  /** The disk has done what it was asked, so that the log ends at {@code endOffset} in a read. */
  record Written(int cut, long endOffset, long nextOrdinal) implements Input {}

  record Synced(int cut, long endOffset) implements Input {}

  record StateSaved(DurableState state) implements Input {}

  /** What a {@link Output.Ship} could carry has left; it ended at {@code endOffset}. */
  record Shipped(ReplicaId to, long incarnation, long fromOffset, long endOffset)
      implements Input {}

  /** A write or sync failed. Neither is ever tried again. */
  record DiskFailed() implements Input {}

  /** A batch below the log's end fails its checksum. The replica ends; start it again. */
  record Damaged() implements Input {}

  /** When an append counts as done. */
  enum Wait {
    /** Written to the leader's log. */
    LOCAL,
    COMMITTED
  }
}
