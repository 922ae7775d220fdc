package io.tukki.api.http.record;

import io.tukki.core.result.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.stream.Materializer;

/**
 * Sends again what was refused only for the moment and surely was not stored, until the request's
 * time is over: a flooded broker holds an upload back instead of ending it.
 */
final class PatientSender {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final BatchSender sender;
  private final Duration patience;
  private final Materializer materializer;

  PatientSender(BatchSender sender, Duration patience, Materializer materializer) {
    this.sender = sender;
    this.patience = patience;
    this.materializer = materializer;
  }

  CompletionStage<List<Sent>> send(List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    return sender.send(drafts).thenCompose(sent -> again(drafts, sent, FIRST_PAUSE, deadlineNanos));
  }

  private CompletionStage<List<Sent>> again(
      List<Draft> drafts, List<Sent> sent, Duration pause, long deadlineNanos) {
    int[] refused =
        sent.stream()
            .filter(PatientSender::isWorthAnotherTry)
            .flatMapToInt(batch -> IntStream.of(batch.drafts()))
            .sorted()
            .toArray();
    if (refused.length == 0 || deadlineNanos - System.nanoTime() < pause.toNanos()) {
      return CompletableFuture.completedStage(sent);
    }
    List<Sent> settled =
        new ArrayList<>(sent.stream().filter(batch -> !isWorthAnotherTry(batch)).toList());
    Duration next =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    return after(pause)
        .thenCompose(rested -> sender.send(drafts, refused))
        .thenCompose(more -> again(drafts, more, next, deadlineNanos))
        .thenApply(
            more -> {
              settled.addAll(more);
              return settled;
            });
  }

  private CompletionStage<Void> after(Duration pause) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    materializer
        .system()
        .scheduler()
        .scheduleOnce(pause, () -> done.complete(null), materializer.executionContext());
    return done;
  }

  /** Not after a time-out, whose outcome is unknown: the records might be stored twice. */
  private static boolean isWorthAnotherTry(Sent batch) {
    return batch
        .refusal()
        .filter(
            refusal ->
                refusal instanceof Refusal.Overloaded
                    || refusal instanceof Refusal.NotLeader
                    || refusal instanceof Refusal.NotReady)
        .isPresent();
  }
}
