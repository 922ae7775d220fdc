package io.tukki.actors.partition.remote;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what is asked of one node and not answered yet. Thread-safe. */
final class InFlight {

  private final int maxRequests;
  private final long maxBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  InFlight(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /**
   * False where this would go past a bound; what is larger than the bound alone passes if first.
   */
  boolean tryTake(long size) {
    long before = bytes.getAndAdd(size);
    if (requests.incrementAndGet() <= maxRequests && (before == 0 || before + size <= maxBytes)) {
      return true;
    }
    giveBack(size);
    return false;
  }

  void giveBack(long size) {
    requests.decrementAndGet();
    bytes.addAndGet(-size);
  }

  int requests() {
    return requests.get();
  }
}
