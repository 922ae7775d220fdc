package io.tukki.chaos.measure;

import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.history.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** For each partition the longest time without an acknowledgement, since the last reset. */
final class Gaps implements HistoryLog {

  private final AtomicLongArray lastNanos;
  private final AtomicLongArray longestNanos;

  Gaps(int partitions) {
    lastNanos = new AtomicLongArray(partitions);
    longestNanos = new AtomicLongArray(partitions);
    reset();
  }

  /** From now on; what is silent already is silent from now. */
  void reset() {
    long now = System.nanoTime();
    for (int partition = 0; partition < lastNanos.length(); partition++) {
      lastNanos.set(partition, now);
      longestNanos.set(partition, 0);
    }
  }

  @Override
  public void write(Event event) {
    if (event instanceof Sent sent && sent.outcome() instanceof Outcome.Acknowledged) {
      long now = System.nanoTime();
      long gap = now - lastNanos.getAndSet(sent.partition(), now);
      longestNanos.accumulateAndGet(sent.partition(), gap, Math::max);
    }
  }

  /**
   * Waits until each partition has been acknowledged since the call.
   *
   * @return whether all were in time
   */
  boolean awaitAll(Duration timeout) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < timeout.toNanos()) {
      boolean all = true;
      for (int partition = 0; partition < lastNanos.length() && all; partition++) {
        all = lastNanos.get(partition) - begin > 0;
      }
      if (all) {
        return true;
      }
      Pause.of(Duration.ofMillis(5));
    }
    return false;
  }

  /** In milliseconds, rising; a partition that is still silent counts up to now. */
  long[] millis() {
    long now = System.nanoTime();
    long[] millis = new long[lastNanos.length()];
    for (int partition = 0; partition < millis.length; partition++) {
      long gap = Math.max(longestNanos.get(partition), now - lastNanos.get(partition));
      millis[partition] = gap / 1_000_000;
    }
    Arrays.sort(millis);
    return millis;
  }
}
