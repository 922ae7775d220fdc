package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;

/**
 * Where an answer goes: a future of this JVM, or one day an actor of another. The first answer
 * counts, later ones are dropped.
 */
@FunctionalInterface
interface ReplyTo<T> {

  void tell(Result<T> answer);

  default void refuse(Refusal refusal) {
    tell(Result.refused(refusal));
  }

  /** As {@link #refuse}, and there is no point in trying elsewhere. */
  default void giveUp(Refusal refusal) {
    refuse(refusal);
  }
}
