package io.tukki.core.log;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * One partition's log as its readers see it. Thread-safe. The bounds are volatile reads and cost
 * nothing; they only ever grow.
 */
public interface PartitionLog {

  /** The first offset that can be read. */
  long logStartOffset();

  /** The offset below which everything is committed; readers see nothing at or above it. */
  long highWatermark();

  /** The offset that the next record will get. */
  long logEndOffset();

  /** The epoch of the leader that writes now. */
  LeaderEpoch leaderEpoch();

  /** Bytes in all segments. */
  long sizeBytes();

  /**
   * Whole batches from the one that contains {@code offset} on, below the high watermark and at
   * most {@code maxBytes}; always at least one batch where there is one, however large, so that a
   * reader always gets on. The slice starts at a batch boundary, so its first records may lie
   * before {@code offset}. Empty where {@code offset} is the high watermark. Never spans two
   * segments.
   *
   * <p>May read a few index and header bytes from the disk; call it where blocking is allowed.
   * Refused with {@code OffsetOutOfRange} or {@code LogOffline}.
   *
   * @return a slice that the caller must close
   */
  Result<LogSlice> read(long offset, int maxBytes);

  /**
   * The first record below the high watermark whose timestamp is {@code timestampMs} or later.
   * Reads the disk; call it where blocking is allowed.
   */
  Result<TimestampLookup> findByTimestamp(long timestampMs);

  /**
   * Makes everything below {@code offset} unreadable, for good; segments go when they are wholly
   * below.
   */
  CompletionStage<Result<Long>> deleteRecordsBefore(long offset);

  /** Takes effect from the next append on. */
  void configure(LogConfig config);

  /**
   * Calls {@code listener} with the new high watermark each time it has moved, from a thread of the
   * storage, which it must not hold up. It may skip values but never the last one.
   */
  Subscription onHighWatermark(LongConsumer listener);

  /**
   * The offset below which this many voters hold everything, the leader among them: what {@code
   * min.insync.replicas} asks for beyond the high watermark. Known to the leader only; elsewhere
   * nothing is held. A volatile read and a little arithmetic.
   */
  default long heldBy(int voters) {
    return voters <= 1 ? highWatermark() : logStartOffset();
  }

  /** As {@link #onHighWatermark}, of {@link #heldBy}. */
  default Subscription onHeldBy(int voters, LongConsumer listener) {
    return onHighWatermark(listener);
  }

  /** How many voters, this leader among them, follow it now; 0 where the log is led elsewhere. */
  default int inSyncReplicas() {
    return 1;
  }

  /** Ends a subscription; idempotent. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
