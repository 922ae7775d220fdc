package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One reign over one log: the right to append until somebody else leads, or until an append fails.
 * Thread-safe; the order of the calls is the order in the log.
 */
public interface Leadership {

  /** Higher than that of every batch that was in the log when the reign began. Durable. */
  LeaderEpoch epoch();

  /** The offset that the first batch of this reign gets. */
  long firstOffset();

  /** The ordinal that the first batch of this reign gets. */
  long firstOrdinal();

  /**
   * Appends the batches, all or none, and stamps this reign's epoch on them. Does not block. The
   * batches belong to the log from here on.
   *
   * <p>The caller has set the base offsets: the first batch's is the log's end offset, each other's
   * follows the one before it. Anything else is a bug of the caller and fails the append.
   *
   * <p>The stage fails with a {@link io.tukki.core.result.RefusedException}: {@code
   * FencedLeaderEpoch} when the reign is over, {@code Overloaded} when too many bytes wait already,
   * {@code StorageFull}, {@code LogOffline}. After any failure the reign is over, so that nothing
   * that was queued behind the failed append can be written; whoever wants to go on leads again.
   *
   * @param batches at least one
   * @return completes, on a thread of the storage, when {@code durability} is met
   */
  CompletionStage<Appended> append(List<RecordBatch> batches, Durability durability);
}
