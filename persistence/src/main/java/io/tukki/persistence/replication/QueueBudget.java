package io.tukki.persistence.replication;

import java.util.concurrent.atomic.AtomicLong;

/** Counts bytes that wait, and says when it is enough. Thread-safe. */
final class QueueBudget {

  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  QueueBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** An empty queue takes anything, so that one append larger than the bound still gets through. */
  boolean tryTake(long bytes) {
    long before = usedBytes.getAndAdd(bytes);
    if (before == 0 || before + bytes <= maxBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }

  long maxBytes() {
    return maxBytes;
  }
}
