package io.tukki.chaos.measure;

import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.history.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/** For each partition the longest time without an acknowledgement, since the last reset. */
final class Gaps implements HistoryLog {

  private final AtomicLongArray lastNanos;
  private final AtomicLongArray longestNanos;
  private final AtomicReference<Optional<Silence>> longest =
      new AtomicReference<>(Optional.empty());

  /** One partition's time without an acknowledgement. */
  record Silence(int partition, Instant end, Duration duration) {
    Instant begin() {
      return end.minus(duration);
    }

    private boolean isLonger(Optional<Silence> other) {
      return other.filter(o -> o.duration().compareTo(duration) >= 0).isEmpty();
    }
  }

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
    longest.set(Optional.empty());
  }

  /** The longest that is over, since the last reset: where to look in the nodes' logs. */
  Optional<Silence> longest() {
    return longest.get();
  }

  @Override
  public void write(Event event) {
    if (event instanceof Sent sent && sent.outcome() instanceof Outcome.Acknowledged) {
      long now = System.nanoTime();
      long gap = now - lastNanos.getAndSet(sent.partition(), now);
      longestNanos.accumulateAndGet(sent.partition(), gap, Math::max);
      Silence silence = new Silence(sent.partition(), Instant.now(), Duration.ofNanos(gap));
      longest.updateAndGet(known -> silence.isLonger(known) ? Optional.of(silence) : known);
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
