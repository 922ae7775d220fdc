package io.tukki.actors.partition.remote;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A question whose answer is awaited.
 *
 * @param <T> what {@link io.tukki.actors.Partitions} promises for it
 */
final class Pending<T> {

  private final Peer peer;
  private final long reservedBytes;
  private final long deadlineNanos;
  private final Function<Answer, T> meaning;
  private final CompletableFuture<Result<T>> promise = new CompletableFuture<>();

  /** Used by the one actor that hears the answers to such questions. */
  private Optional<Unfinished> unfinished = Optional.empty();

  private record Unfinished(Answer.Fetched head, Assembly assembly) {}

  Pending(Peer peer, long reservedBytes, long deadlineNanos, Function<Answer, T> meaning) {
    this.peer = peer;
    this.reservedBytes = reservedBytes;
    this.deadlineNanos = deadlineNanos;
    this.meaning = meaning;
  }

  Peer peer() {
    return peer;
  }

  long reservedBytes() {
    return reservedBytes;
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  CompletableFuture<Result<T>> promise() {
    return promise;
  }

  // ---- answers ----

  /** Answers whether this is all there is; otherwise more pieces come. */
  boolean isWhole(Answer answer) {
    if (answer instanceof Answer.Fetched fetched && !fetched.batches().isWhole()) {
      unfinished = Optional.of(new Unfinished(fetched, new Assembly(fetched.batches())));
      return false;
    }
    return true;
  }

  /** The whole answer, once this piece completes it. */
  Optional<Answer> add(ByteBuffer piece) {
    return unfinished.flatMap(so -> so.assembly().add(piece).map(bytes -> whole(so.head(), bytes)));
  }

  private static Answer whole(Answer.Fetched head, ByteBuffer bytes) {
    return new Answer.Fetched(
        head.nextOffset(),
        head.highWatermark(),
        head.logStartOffset(),
        head.leaderEpoch(),
        new Load(bytes.remaining(), bytes));
  }

  void complete(Answer answer) {
    promise.complete(
        answer instanceof Answer.Refused(var refusal)
            ? Result.refused(refusal)
            : Result.ok(meaning.apply(answer)));
  }

  void refuse(Refusal refusal) {
    promise.complete(Result.refused(refusal));
  }
}
