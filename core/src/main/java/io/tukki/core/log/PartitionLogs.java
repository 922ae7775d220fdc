package io.tukki.core.log;

import io.tukki.core.id.PartitionId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The logs of this node's replicas of partitions. Thread-safe; no method blocks, what needs the
 * disk answers with a stage that completes on a thread of the storage.
 */
public interface PartitionLogs {

  /**
   * Opens the log for reading, or answers the one that is open. It is created, empty, where there
   * is none. Completes exceptionally with {@link LogOfflineException} where it is damaged.
   */
  CompletionStage<PartitionLog> open(PartitionId partition);

  /**
   * Applies retention once to one log, open or not: whole segments whose records are all older than
   * {@code retention.ms}, or that are over {@code retention.bytes}, go, and the log start offset
   * advances. The active segment is rolled first where it is due by age.
   *
   * @return the log start offset afterwards
   */
  CompletionStage<Long> enforceRetention(PartitionId partition, LogConfig config, long nowMs);

  /** Closes the log and deletes its files; idempotent. Slices handed out stay readable. */
  CompletionStage<Void> delete(PartitionId partition);

  /** Closes the log cleanly to free its memory and file handles; idempotent. */
  CompletionStage<Void> close(PartitionId partition);

  /** Every partition that has a log on this node's disk. */
  CompletionStage<Set<PartitionId>> list();
}
