package io.tukki.persistence.journal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.dispatch.Futures$;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** Java's stages as Scala's futures, with the failures themselves and not their wrapping. */
final class ScalaFutures {

  private ScalaFutures() {}

  static <T> Future<T> of(CompletionStage<T> stage) {
    Promise<T> promise = Futures$.MODULE$.promise();
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            promise.success(value);
          } else {
            promise.failure(unwrapped(failure));
          }
        });
    return promise.future();
  }

  /** As {@link #of}, of which only the end counts. */
  static Future<Void> ofVoid(CompletionStage<?> stage) {
    return of(stage.thenAccept(value -> {}));
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
