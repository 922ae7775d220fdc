package io.tukki.actors.partition;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what waits at one partition: appends that were accepted and are not answered yet. Kept
 * where the callers are, so that a flood is refused before it fills the front's mailbox.
 * Thread-safe.
 */
final class AppendBudget {

  private final int maxAppends;
  private final long maxBytes;
  private final AtomicInteger appends = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Runnable whenGivenBack;

  /**
   * @param whenGivenBack called after each append that was answered
   */
  AppendBudget(int maxAppends, long maxBytes, Runnable whenGivenBack) {
    this.maxAppends = maxAppends;
    this.maxBytes = maxBytes;
    this.whenGivenBack = whenGivenBack;
  }

  /**
   * False where this would go past a bound; a batch larger than the bound alone passes if first.
   */
  boolean tryTake(int sizeBytes) {
    long before = bytes.getAndAdd(sizeBytes);
    if (appends.incrementAndGet() <= maxAppends
        && (before == 0 || before + sizeBytes <= maxBytes)) {
      return true;
    }
    giveBack(sizeBytes);
    return false;
  }

  void giveBack(int sizeBytes) {
    appends.decrementAndGet();
    bytes.addAndGet(-sizeBytes);
    whenGivenBack.run();
  }

  /** How many appends wait. */
  int waiting() {
    return appends.get();
  }

  long waitingBytes() {
    return bytes.get();
  }
}
