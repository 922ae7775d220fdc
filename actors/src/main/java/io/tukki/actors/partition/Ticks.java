package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Tick;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** One timer for all of a partition's deadlines, running only while there are any. */
final class Ticks {

  private final TimerScheduler<PartitionCommand> timers;
  private final Duration interval;
  private OptionalLong nextNanos = OptionalLong.empty();

  Ticks(TimerScheduler<PartitionCommand> timers, Duration interval) {
    this.timers = timers;
    this.interval = interval;
  }

  /** There will be a tick within the interval. */
  void ensure() {
    if (nextNanos.isEmpty()) {
      start(System.nanoTime(), interval);
    }
  }

  /** There will be a tick at the deadline or soon after it. */
  void ensureBy(long deadlineNanos) {
    if (nextNanos.isEmpty() || deadlineNanos - nextNanos.getAsLong() < 0) {
      long now = System.nanoTime();
      start(now, Duration.ofNanos(Math.max(0, deadlineNanos - now)));
    }
  }

  void ticked() {
    nextNanos = OptionalLong.empty();
  }

  private void start(long nowNanos, Duration delay) {
    nextNanos = OptionalLong.of(nowNanos + delay.toNanos());
    timers.startSingleTimer(new Tick(), delay);
  }
}
