package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Optional;

/**
 * That a partition is gone for good. Whatever is refused from then on is refused for this reason,
 * whichever part of the node was the first to stumble over it. Thread-safe.
 */
final class RouteEnd {

  private volatile Optional<Refusal> reason = Optional.empty();

  /** What everybody is told from now on. */
  void come(Refusal why) {
    reason = Optional.of(why);
  }

  boolean hasCome() {
    return reason.isPresent();
  }

  Optional<Refusal> reason() {
    return reason;
  }

  /** What to tell a caller who was refused so. */
  Refusal explain(Refusal refusal) {
    // "Come again" must not stand for "perhaps it is stored".
    boolean unknown =
        refusal instanceof Refusal.OutcomeUnknown || refusal instanceof Refusal.TimedOut;
    return reason.filter(known -> !unknown || !known.retriable()).orElse(refusal);
  }

  <T> Result<T> explain(Result<T> answer) {
    return answer instanceof Result.Refused<T>(var refusal)
        ? Result.refused(explain(refusal))
        : answer;
  }
}
