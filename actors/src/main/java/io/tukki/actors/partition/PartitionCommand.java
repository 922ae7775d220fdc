package io.tukki.actors.partition;

import io.tukki.actors.partition.remote.ToClient;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.Verdict;
import io.tukki.core.record.RecordBatch;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a partition's front is told. Only {@link Wake} comes through Cluster Sharding, and so may
 * come from another node; the rest never leaves this JVM.
 */
sealed interface PartitionCommand {

  /**
   * Start, if you have not, and tell who woke you where you are.
   *
   * @param asker the node whose callers wait
   * @param imageVersion by which that node knows the partition
   */
  record Wake(EntityId entity, ActorRef<ToClient> asker, long imageVersion)
      implements PartitionCommand {}

  /** Commands that somebody waits for an answer to. */
  sealed interface Request extends PartitionCommand {
    ReplyTo<?> replyTo();

    /** By {@link System#nanoTime()}: past it the answer is of no use. */
    long deadlineNanos();
  }

  /**
   * Append the batch, which has passed admission.
   *
   * @param ordinal its place among the appends of its node to this partition
   */
  record Append(
      long ordinal, RecordBatch batch, Acks acks, long deadlineNanos, ReplyTo<AppendResult> replyTo)
      implements Request {}

  /**
   * Tell me when to read again: once the high watermark has passed {@code knownHighWatermark} and
   * about {@code missingBytes} more have come, or the deadline has. Answered with the high
   * watermark.
   */
  record AwaitData(
      long knownHighWatermark, int missingBytes, long deadlineNanos, ReplyTo<Long> replyTo)
      implements Request {}

  /** The topic is gone: refuse whoever waits, and take the log away. */
  record Delete() implements PartitionCommand {}

  /** Sharding's word to stop; nothing comes through it any more. */
  record Stop() implements PartitionCommand {}

  // ---- from the front's own helpers ----

  /** This node knows the topic as well as whoever woke the entity. */
  record Informed() implements PartitionCommand {}

  record LogOpened(PartitionLog log) implements PartitionCommand {}

  record LogRefused(Throwable cause) implements PartitionCommand {}

  /** All that was in the mailbox before this takes part in the round that begins. */
  record StartRound() implements PartitionCommand {}

  /** The writer has recovered. */
  record WriterReady() implements PartitionCommand {}

  /** The round is persisted; one verdict for each of its appends. */
  record RoundDone(List<Verdict> verdicts) implements PartitionCommand {}

  record HighWatermarkMoved() implements PartitionCommand {}

  /** Time to look at deadlines. */
  record Tick() implements PartitionCommand {}

  /** Time to try again what failed. */
  record Retry() implements PartitionCommand {}

  record CheckIdle() implements PartitionCommand {}

  /** Nobody is sent here any more; see whether those who were are all here. */
  record Drain() implements PartitionCommand {}

  /** They are: nothing comes behind this. */
  record Drained() implements PartitionCommand {}

  /** What is not written and committed by now is not waited for any more. */
  record DrainedLongEnough() implements PartitionCommand {}
}
