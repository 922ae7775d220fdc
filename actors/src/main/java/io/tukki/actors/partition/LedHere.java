package io.tukki.actors.partition;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The partitions that this node leads, for the callers of other nodes. Nobody is woken and nobody
 * waits here for a leader: whoever asks in vain finds out where to go, and admitted the batch
 * there.
 */
final class LedHere implements Partitions {

  private final PartitionRoutes routes;
  private final PartitionSettings settings;
  private final LocalReads reads;

  LedHere(PartitionRoutes routes, PartitionSettings settings, LocalReads reads) {
    this.routes = routes;
    this.settings = settings;
    this.reads = reads;
  }

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    Optional<PartitionRoute> found = routes.find(request.partition());
    if (found.isEmpty()) {
      return refused(notLed());
    }
    PartitionRoute route = found.get();
    int sizeBytes = request.batch().sizeBytes();
    if (!route.budget().tryTake(sizeBytes)) {
      return refused(Refusals.tooManyAppends(settings.appends()));
    }
    OtherNodesAppend answer = new OtherNodesAppend(route, sizeBytes);
    long deadlineNanos = System.nanoTime() + request.timeout().toNanos();
    PartitionCommand.Append append =
        new PartitionCommand.Append(
            route.nextOrdinal(), request.batch(), request.acks(), deadlineNanos, answer);
    if (!route.appendHere(append)) {
      answer.refuse(notLed());
    }
    return answer;
  }

  /** Its caller's own node tries again, not this one. */
  private static final class OtherNodesAppend extends CompletableFuture<Result<AppendResult>>
      implements ReplyTo<AppendResult> {

    private final PartitionRoute route;
    private final int sizeBytes;
    private final AtomicBoolean answered = new AtomicBoolean();

    OtherNodesAppend(PartitionRoute route, int sizeBytes) {
      this.route = route;
      this.sizeBytes = sizeBytes;
    }

    @Override
    public void tell(Result<AppendResult> answer) {
      if (answered.compareAndSet(false, true)) {
        route.budget().giveBack(sizeBytes);
        complete(route.end().explain(answer));
      }
    }
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    long deadlineNanos = System.nanoTime() + request.maxWait().toNanos();
    return ask(request.partition(), live -> reads.fetch(live, request, deadlineNanos));
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return ask(partition, live -> reads.lookup(live, spec));
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return ask(partition, reads::bounds);
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return ask(partition, live -> reads.deleteRecords(live, beforeOffset));
  }

  private <T> CompletionStage<Result<T>> ask(
      PartitionId partition, Function<LivePartition, CompletionStage<Result<T>>> question) {
    Optional<PartitionRoute> route = routes.find(partition);
    Optional<LivePartition> live = route.flatMap(PartitionRoute::ledHere);
    if (live.isEmpty()) {
      return refused(notLed());
    }
    route.get().noteRead();
    return question.apply(live.get()).thenApply(route.get().end()::explain);
  }

  private static Refusal notLed() {
    return new Refusal.NotLeader("The partition is not led here.");
  }

  private static <T> CompletionStage<Result<T>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Result.refused(refusal));
  }
}
