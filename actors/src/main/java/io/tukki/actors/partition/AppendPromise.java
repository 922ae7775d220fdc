package io.tukki.actors.partition;

import io.tukki.core.partition.AppendResult;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The answer to one append, awaited in this JVM; it gives back what the append took of the bounds.
 */
final class AppendPromise extends CompletableFuture<Result<AppendResult>>
    implements ReplyTo<AppendResult> {

  private final AppendBudget budget;
  private final int sizeBytes;

  /** Not the future's own state, which whoever holds the future could set. */
  private final AtomicBoolean answered = new AtomicBoolean();

  AppendPromise(AppendBudget budget, int sizeBytes) {
    this.budget = budget;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public void tell(Result<AppendResult> answer) {
    if (answered.compareAndSet(false, true)) {
      budget.giveBack(sizeBytes);
      complete(answer);
    }
  }
}
