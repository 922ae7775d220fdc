package io.tukki.actors;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Appends to and reads of partitions, wherever their leaders are. */
public interface Partitions {

  /**
   * @param batch a batch whose bytes the caller gives up; its CRC is checked, and its producer's
   *     sequence if it has one
   * @param timeout how long the caller waits; past it the answer is {@code TimedOut} and the
   *     outcome unknown
   */
  record Append(PartitionId partition, RecordBatch batch, Acks acks, Duration timeout) {}

  /**
   * Appends one batch. Batches of one caller to one partition are appended in the order of the
   * calls. With {@link Acks#NONE} the answer comes as soon as the batch is accepted into the
   * partition's bounded queue, and its base offset means nothing.
   */
  CompletionStage<Result<AppendResult>> append(Append request);

  /**
   * @param offset where to read from
   * @param minBytes wait until so many bytes are there, or {@code maxWait} is over; 0 or 1 answers
   *     with whatever there is as soon as there is something
   * @param maxBytes at most so many, but always one batch
   * @param maxWait how long to wait for data; zero answers at once
   */
  record Fetch(PartitionId partition, long offset, int minBytes, int maxBytes, Duration maxWait) {}

  /**
   * Whole batches from an offset on, perhaps none when the time is up.
   *
   * @param slice to be closed by whoever gets it
   */
  record Fetched(
      LogSlice slice, long highWatermark, long logStartOffset, LeaderEpoch leaderEpoch) {}

  CompletionStage<Result<Fetched>> fetch(Fetch request);

  /**
   * Earliest and latest always find an offset (their timestamp is -1); the others may find none.
   */
  CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec);

  /** A partition's bounds, as its leader knows them. */
  record Bounds(
      long logStartOffset,
      long highWatermark,
      long logEndOffset,
      LeaderEpoch leaderEpoch,
      long sizeBytes) {}

  CompletionStage<Result<Bounds>> bounds(PartitionId partition);

  /** Deletes all records below an offset; answers the log start offset afterwards. */
  CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset);
}
