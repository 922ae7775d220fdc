package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One question to a partition that changes nothing, or the same however often it is asked. When the
 * partition moves, or its node dies, it is asked again at the new place.
 *
 * @param deadlineNanos past it no other place is tried
 */
record Inquiry<T>(
    PartitionRoute route, long deadlineNanos, Function<Home, CompletionStage<Result<T>>> question) {

  CompletionStage<Result<T>> ask() {
    return route
        .home(deadlineNanos)
        .thenCompose(
            found ->
                switch (found) {
                  case Result.Refused<Home>(var refusal) -> answer(Result.refused(refusal));
                  case Result.Ok<Home>(var home) ->
                      question.apply(home).thenCompose(answer -> answered(home, answer));
                });
  }

  private CompletionStage<Result<T>> answered(Home home, Result<T> answer) {
    if (answer instanceof Result.Refused<T>(var refusal)
        && isOfThisPlaceOnly(refusal)
        && !route.end().hasCome()
        && deadlineNanos - System.nanoTime() > 0) {
      route.lost(home);
      return ask();
    }
    return answer(answer);
  }

  private static boolean isOfThisPlaceOnly(Refusal refusal) {
    return refusal instanceof Refusal.NotLeader
        || refusal instanceof Refusal.NotReady
        || refusal instanceof Refusal.OutcomeUnknown;
  }

  private CompletionStage<Result<T>> answer(Result<T> answer) {
    return CompletableFuture.completedFuture(route.end().explain(answer));
  }
}
