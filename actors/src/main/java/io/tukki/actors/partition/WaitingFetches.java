package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.AwaitData;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Readers of one partition that have read all there is. They hold no bytes, so that only their
 * number is bounded. Used from the front alone.
 */
final class WaitingFetches {

  /**
   * @param wakeAtBytes of all that was ever appended here
   */
  private record Waiting(AwaitData request, long wakeAtBytes) {}

  private final int maxWaiting;
  private final List<Waiting> waiting = new ArrayList<>();
  private long appendedBytes;

  WaitingFetches(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void appended(long bytes) {
    appendedBytes += bytes;
  }

  /** Lets it wait, unless there is more already than it has seen. */
  void park(AwaitData request, long highWatermark) {
    if (highWatermark > request.knownHighWatermark()) {
      request.replyTo().tell(Result.ok(highWatermark));
    } else if (waiting.size() >= maxWaiting) {
      request.replyTo().refuse(Refusals.tooManyFetches(maxWaiting));
    } else {
      waiting.add(new Waiting(request, appendedBytes + request.missingBytes()));
    }
  }

  /** Wakes those for whom there is enough below the high watermark. */
  void wake(long highWatermark) {
    answerIf(
        w -> highWatermark > w.request().knownHighWatermark() && appendedBytes >= w.wakeAtBytes(),
        highWatermark);
  }

  /** Wakes those whose time is up: they take what there is. */
  void expire(long nowNanos, long highWatermark) {
    answerIf(w -> nowNanos - w.request().deadlineNanos() >= 0, highWatermark);
  }

  void refuseAll(Refusal refusal) {
    List<Waiting> refused = List.copyOf(waiting);
    waiting.clear();
    refused.forEach(w -> w.request().replyTo().refuse(refusal));
  }

  OptionalLong earliestDeadlineNanos() {
    return waiting.stream()
        .mapToLong(w -> w.request().deadlineNanos())
        .reduce((a, b) -> a - b < 0 ? a : b);
  }

  private void answerIf(Predicate<Waiting> condition, long highWatermark) {
    waiting.removeIf(
        w -> {
          boolean answered = condition.test(w);
          if (answered) {
            w.request().replyTo().tell(Result.ok(highWatermark));
          }
          return answered;
        });
  }
}
