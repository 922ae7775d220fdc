package io.tukki.persistence.replication;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.LogPlace;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What goes from the front of a log: its leader decides. Used from the log's lane. */
final class LogFront {

  private final ReplicaDriver driver;
  private final LogHandle handle;
  private final Bounds bounds;

  LogFront(ReplicaDriver driver, LogHandle handle, Bounds bounds) {
    this.driver = driver;
    this.handle = handle;
    this.bounds = bounds;
  }

  CompletionStage<Result<Long>> deleteBefore(long offset) throws IOException {
    Replica replica = driver.started();
    if (offset < 0 || offset > bounds.highWatermark.offset()) {
      return CompletableFuture.completedFuture(
          Result.refused(
              new Refusal.OffsetOutOfRange(
                  offset, bounds.startOffset, bounds.highWatermark.offset())));
    }
    if (!mayTrim(replica)) {
      return CompletableFuture.completedFuture(
          Result.refused(new Refusal.NotLeader(driver.whoLeads())));
    }
    LogPlace place =
        handle.use(
            log ->
                log.placeOf(offset)
                    .orElseGet(() -> new LogPlace(log.endOffset(), log.nextOrdinal())));
    return trim(place, Math.max(offset, bounds.startOffset)).thenApply(Result::ok);
  }

  /** A log's only replica need not lead already: it will, to trim. */
  private boolean mayTrim(Replica replica) {
    return replica.office() instanceof Office.Leader || driver.isHeldAlone(replica);
  }

  private CompletionStage<Long> trim(LogPlace place, long offset) {
    if (offset <= bounds.startOffset) {
      return CompletableFuture.completedFuture(bounds.startOffset);
    }
    CompletionStage<Long> trimmed =
        driver.trims().request(new LogStart(place.offset(), place.ordinal()), offset);
    driver.resettle();
    return trimmed;
  }

  /** Followers delete what their leader has deleted. */
  CompletionStage<Long> retain(long nowMs) throws IOException {
    if (!mayTrim(driver.started())) {
      return CompletableFuture.completedFuture(bounds.startOffset);
    }
    LogPlace expired = handle.use(log -> log.expiredUpTo(nowMs));
    // Nothing that is not committed goes, and where that splits what expired the next time will do.
    return expired.offset() <= bounds.highWatermark.offset()
        ? trim(expired, expired.offset())
        : CompletableFuture.completedFuture(bounds.startOffset);
  }
}
