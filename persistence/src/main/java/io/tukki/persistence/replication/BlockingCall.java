package io.tukki.persistence.replication;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Something that may block on the disk, and so runs on the storage's threads only. */
@FunctionalInterface
public interface BlockingCall<T> {

  T run() throws IOException;

  /** Runs this on a thread of the pool; the stage completes there. */
  default CompletionStage<T> on(Executor pool) {
    CompletableFuture<T> done = new CompletableFuture<>();
    pool.execute(() -> complete(done));
    return done;
  }

  /** Runs this now and tells how it went. */
  default void complete(CompletableFuture<T> done) {
    try {
      done.complete(run());
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }
}
