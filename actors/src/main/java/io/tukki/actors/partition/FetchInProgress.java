package io.tukki.actors.partition;

import io.tukki.actors.Partitions.Fetch;
import io.tukki.actors.Partitions.Fetched;
import io.tukki.actors.partition.PartitionCommand.AwaitData;
import io.tukki.core.log.LogSlice;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One fetch: read, and where that is not enough yet, wait for more and read again. Files are read
 * on the I/O dispatcher only.
 */
final class FetchInProgress {

  private final Fetch request;
  private final LivePartition partition;
  private final Executor io;
  private final long deadlineNanos;

  FetchInProgress(Fetch request, LivePartition partition, Executor io, long deadlineNanos) {
    this.request = request;
    this.partition = partition;
    this.io = io;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<Result<Fetched>> start() {
    long highWatermark = log().highWatermark();
    return request.offset() == highWatermark && mayWait()
        ? await(highWatermark, request.minBytes())
        : readOnIo();
  }

  private CompletionStage<Result<Fetched>> readOnIo() {
    return CompletableFuture.supplyAsync(this::read, io).thenCompose(stage -> stage);
  }

  /** The result, or a wait for what is missing. */
  private CompletionStage<Result<Fetched>> read() {
    long highWatermark = log().highWatermark();
    return switch (log().read(request.offset(), request.maxBytes())) {
      case Result.Refused<LogSlice>(var refusal) ->
          CompletableFuture.completedFuture(Result.refused(refusal));
      case Result.Ok<LogSlice>(LogSlice slice) -> {
        int missing = missing(slice, highWatermark);
        if (missing > 0 && mayWait()) {
          slice.close();
          yield await(highWatermark, missing);
        }
        yield CompletableFuture.completedFuture(Result.ok(fetched(slice)));
      }
    };
  }

  /**
   * How much more the reader wants before it is answered. A slice that ends below the high
   * watermark is not waited for: there is more, which this slice could not hold.
   */
  private int missing(LogSlice slice, long highWatermark) {
    if (slice.nextOffset() < highWatermark) {
      return 0;
    }
    int wanted = Math.min(Math.max(1, request.minBytes()), request.maxBytes());
    return wanted - slice.sizeBytes();
  }

  private CompletionStage<Result<Fetched>> await(long knownHighWatermark, int missingBytes) {
    Promise<Long> more = new Promise<>();
    partition.front().tell(new AwaitData(knownHighWatermark, missingBytes, deadlineNanos, more));
    return more.thenCompose(
        answer ->
            switch (answer) {
              case Result.Refused<Long>(var refusal) ->
                  CompletableFuture.completedFuture(Result.refused(refusal));
              case Result.Ok<Long> moved -> readOnIo();
            });
  }

  private Fetched fetched(LogSlice slice) {
    return new Fetched(slice, log().highWatermark(), log().logStartOffset(), log().leaderEpoch());
  }

  private boolean mayWait() {
    return deadlineNanos - System.nanoTime() > 0;
  }

  private PartitionLog log() {
    return partition.log();
  }
}
