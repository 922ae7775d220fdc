package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;

/** What the driver has to do. */
public sealed interface Output {

  record Send(ReplicaId to, Message message) implements Output {}

  /**
   * Read whole batches from {@code fromOffset}, below {@code limitOffset}, of at most {@code
   * maxBytes} (one at least), and send them inside {@code header}; then report {@link
   * Input.Shipped}. They are in the file already.
   */
  record Ship(
      ReplicaId to,
      Message.Bulk header,
      long incarnation,
      long fromOffset,
      long limitOffset,
      int maxBytes)
      implements Output {}

  /** Write and sync, then report {@link Input.StateSaved}. In order. */
  record SaveState(DurableState state) implements Output {}

  record AppendToLog(int cut, List<Entry> entries) implements Output {}

  /** Cut the tail. Where checksums failed above, the bytes are kept aside, not deleted. */
  record TruncateLog(int cut, long endOffset) implements Output {}

  /** Drop everything; the log begins anew here. {@code epochs}: of what went before. */
  record ResetLog(int cut, LogStart start, EpochTable epochs) implements Output {}

  /** Sync the log, then report {@link Input.Synced} with the end that was written before. */
  record SyncLog(int cut, long endOffset) implements Output {}

  /** Delete what lies below. */
  record TrimLog(LogStart start) implements Output {}

  /**
   * The replica ends, and its log goes: delete the log's files, as after {@link
   * DurableState#isTombstoneOf} at any start. Another replica may begin, with the state that was
   * saved last and nothing else.
   */
  record DropLog() implements Output {}

  /** This replica leads; everything below {@code firstOffset} is committed. */
  record Led(int epoch, long firstOffset, long nextOrdinal) implements Output {}

  /** The reign, or the attempt, is over; what was asked and not acknowledged may yet survive. */
  record SteppedDown(int epoch, Reason reason) implements Output {}

  record Acknowledged(long request, long endOffset) implements Output {}

  /** Nothing of the request was done, unless the reason is the end of the reign. */
  record Refused(long request, Reason reason) implements Output {}

  /** Everything below is committed. Never falls while the replica runs. */
  record HighWatermark(long offset) implements Output {}

  record Alarm(Trouble trouble) implements Output {}

  /** Why not. */
  enum Reason {
    FENCED,
    NO_QUORUM,
    NOT_LEADER,
    NOT_A_VOTER,
    REMOVED,
    /** An operator forced another replica to lead, and nobody who answered was there. */
    SUPERSEDED,
    RESIGNED,
    DISK_FAILED,
    DAMAGED,
    TOO_MANY_PENDING,
    MISPLACED,
    CHANGE_UNDER_WAY,
    NOT_CAUGHT_UP
  }

  /** What an operator must know. */
  enum Trouble {
    DISK_FAILED,
    /** A batch inside the log fails its checksum. */
    DAMAGED_LOG,
    /** No trustworthy majority was left; the best of all that is there was taken. */
    COMMITTED_MAY_BE_LOST,
    /** An operator made this replica lead alone. What it lacked of the committed is lost. */
    FORCED_TO_LEAD
  }
}
