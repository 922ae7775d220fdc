package io.tukki.persistence.replication;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many bytes a second for all who ask, in the order in which they ask. Nothing is saved up while
 * nobody asks. Each is charged for what he means to use before he starts, and corrected when he
 * knows, so that those who use little do not wait for what they might have used. Thread-safe;
 * nobody is blocked.
 *
 * <p>What waits is small: one wish per log and follower.
 */
final class Allowance {

  /** Runs something when so much time has passed. */
  @FunctionalInterface
  interface Later {
    void in(Duration delay, Runnable task);
  }

  private record Wish(long bytes, Runnable start) {}

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  private final Later later;
  private final Queue<Wish> waiting = new ArrayDeque<>();

  /** When the next may start. */
  private long freeNanos;

  private boolean awaited;

  /** When a timer is due, if one is awaited. */
  private long dueNanos;

  /**
   * @param bytesPerSecond 0: nobody waits
   */
  Allowance(long bytesPerSecond, LongSupplier nanoClock, Later later) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.later = later;
    this.freeNanos = nanoClock.getAsLong();
  }

  /** Starts it as soon as it may use so many bytes; {@code start} must be quick. */
  synchronized void request(long bytes, Runnable start) {
    if (bytesPerSecond == 0) {
      start.run();
      return;
    }
    waiting.add(new Wish(bytes, start));
    release();
  }

  /** It was charged for so much, and has used that much. */
  synchronized void settle(long chargedBytes, long usedBytes) {
    if (bytesPerSecond > 0) {
      freeNanos += nanosFor(usedBytes - chargedBytes);
      release();
    }
  }

  private synchronized void isTime() {
    // An earlier one may have come since this was set.
    awaited &= dueNanos - nanoClock.getAsLong() > 0;
    release();
  }

  private void release() {
    long nowNanos = nanoClock.getAsLong();
    while (!waiting.isEmpty() && freeNanos - nowNanos <= 0) {
      Wish next = waiting.remove();
      freeNanos = nowNanos + nanosFor(next.bytes());
      next.start().run();
    }
    if (!waiting.isEmpty() && !(awaited && dueNanos - freeNanos <= 0)) {
      awaited = true;
      dueNanos = freeNanos;
      later.in(Duration.ofNanos(freeNanos - nowNanos), this::isTime);
    }
  }

  private long nanosFor(long bytes) {
    return Math.round((double) bytes / bytesPerSecond * NANOS_PER_SECOND);
  }
}
