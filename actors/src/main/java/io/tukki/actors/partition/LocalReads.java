package io.tukki.actors.partition;

import io.tukki.actors.Partitions.Bounds;
import io.tukki.actors.Partitions.Fetch;
import io.tukki.actors.Partitions.Fetched;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Reads of a partition that is led in this process. Files are read on the I/O dispatcher only. */
record LocalReads(Executor io) {

  CompletionStage<Result<Fetched>> fetch(
      LivePartition partition, Fetch request, long deadlineNanos) {
    return new FetchInProgress(request, partition, io, deadlineNanos).start();
  }

  CompletionStage<Result<TimestampLookup>> lookup(LivePartition partition, OffsetSpec spec) {
    PartitionLog log = partition.log();
    return switch (spec) {
      case OffsetSpec.Earliest earliest -> now(at(log, log.logStartOffset()));
      case OffsetSpec.Latest latest -> now(at(log, log.highWatermark()));
      case OffsetSpec.AtTimestamp(var timestampMs) -> onIo(() -> log.findByTimestamp(timestampMs));
      case OffsetSpec.MaxTimestamp max -> onIo(() -> GreatestTimestamp.find(log));
    };
  }

  private static Result<TimestampLookup> at(PartitionLog log, long offset) {
    return Result.ok(new TimestampLookup.Found(offset, -1, log.leaderEpoch()));
  }

  CompletionStage<Result<Bounds>> bounds(LivePartition partition) {
    PartitionLog log = partition.log();
    return now(
        Result.ok(
            new Bounds(
                log.logStartOffset(),
                log.highWatermark(),
                log.logEndOffset(),
                log.leaderEpoch(),
                log.sizeBytes())));
  }

  CompletionStage<Result<Long>> deleteRecords(LivePartition partition, long beforeOffset) {
    return partition.log().deleteRecordsBefore(beforeOffset);
  }

  private static <T> CompletionStage<Result<T>> now(Result<T> answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private <T> CompletionStage<Result<T>> onIo(Supplier<Result<T>> question) {
    return CompletableFuture.supplyAsync(question, io);
  }
}
