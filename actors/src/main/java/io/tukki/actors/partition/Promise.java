package io.tukki.actors.partition;

import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;

/** An answer awaited in this JVM. */
final class Promise<T> extends CompletableFuture<Result<T>> implements ReplyTo<T> {

  @Override
  public void tell(Result<T> answer) {
    complete(answer);
  }
}
