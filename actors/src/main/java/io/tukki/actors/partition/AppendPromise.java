package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Append;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one append, awaited in this JVM. While there is time, the append goes again to
 * whoever leads now: where the leader was none, and where the outcome is unknown but the batch has
 * numbers by which it is known again. In the end it gives back what it took of the bounds.
 */
final class AppendPromise extends CompletableFuture<Result<AppendResult>>
    implements ReplyTo<AppendResult> {

  private static final int ANSWERED = -1;

  private final PartitionRoute route;
  private final Acks acks;
  private final long ordinal;
  private final long deadlineNanos;
  private final int sizeBytes;

  /** Which attempt is under way; not the future's own state, which whoever holds it could set. */
  private final AtomicInteger attempt = new AtomicInteger();

  /** Let go of with the answer. */
  private volatile @Nullable RecordBatch batch;

  /** Whether an attempt, perhaps, did store it. */
  private volatile boolean maybeStored;

  /** An attempt behind the first, so that a late answer to the one before is not taken for its. */
  private record Again(AppendPromise promise, int number) implements ReplyTo<AppendResult> {
    @Override
    public void tell(Result<AppendResult> answer) {
      promise.answered(number, answer);
    }

    @Override
    public void giveUp(Refusal refusal) {
      promise.end(number, Result.refused(refusal));
    }
  }

  AppendPromise(PartitionRoute route, RecordBatch batch, Acks acks, long deadlineNanos) {
    this.route = route;
    this.batch = batch;
    this.acks = acks;
    this.ordinal = route.nextOrdinal();
    this.deadlineNanos = deadlineNanos;
    this.sizeBytes = batch.sizeBytes();
  }

  /** To be called once. */
  void send(RecordBatch itsBatch) {
    route.append(new Append(ordinal, itsBatch, acks, deadlineNanos, this));
  }

  @Override
  public void tell(Result<AppendResult> answer) {
    answered(0, answer);
  }

  @Override
  public void giveUp(Refusal refusal) {
    end(0, Result.refused(refusal));
  }

  private void answered(int number, Result<AppendResult> answer) {
    RecordBatch stillHeld = batch;
    if (stillHeld != null
        && answer instanceof Result.Refused<AppendResult>(var refusal)
        && maySendAgain(refusal, stillHeld)) {
      sendAgain(number, refusal, stillHeld);
    } else {
      end(number, answer);
    }
  }

  private boolean maySendAgain(Refusal refusal, RecordBatch stillHeld) {
    boolean sensible =
        refusal instanceof Refusal.NotLeader
            || refusal instanceof Refusal.NotReady
            || (refusal instanceof Refusal.OutcomeUnknown && stillHeld.hasProducerId());
    return sensible && !route.end().hasCome() && deadlineNanos - System.nanoTime() > 0;
  }

  private void sendAgain(int number, Refusal refusal, RecordBatch stillHeld) {
    int next = number + 1;
    if (attempt.compareAndSet(number, next)) {
      if (refusal instanceof Refusal.OutcomeUnknown) {
        maybeStored = true;
      }
      // In bytes of its own: who had the others may still be writing his mark into them.
      RecordBatch copy =
          stillHeld.copyFor(
              stillHeld,
              stillHeld.producerId(),
              stillHeld.producerEpoch(),
              stillHeld.baseSequence());
      batch = copy;
      route.again(new Append(ordinal, copy, acks, deadlineNanos, new Again(this, next)));
    }
  }

  private void end(int number, Result<AppendResult> answer) {
    if (attempt.compareAndSet(number, ANSWERED)) {
      batch = null;
      route.budget().giveBack(sizeBytes);
      complete(
          switch (answer) {
            case Result.Ok<AppendResult> ok -> {
              route.disappointments().end();
              yield ok;
            }
            case Result.Refused<AppendResult>(var refusal) -> Result.refused(explained(refusal));
          });
    }
  }

  /** The last refusal says nothing about the attempts before it. */
  private Refusal explained(Refusal refusal) {
    if (!maybeStored) {
      return route.end().explain(refusal);
    }
    return new Refusal.OutcomeUnknown(
        "Whether the batch was stored before its leader was lost is not known. Then: "
            + refusal.message());
  }
}
