package io.tukki.actors.partition;

import java.time.Duration;

/** How long to wait before trying again: twice as long each time, up to a bound. */
final class Backoff {

  private final Duration min;
  private final Duration max;
  private Duration next;

  Backoff(PartitionSettings.Restart settings) {
    this.min = settings.minBackoff();
    this.max = settings.maxBackoff();
    this.next = min;
  }

  Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(max) < 0 ? doubled : max;
    return now;
  }

  void reset() {
    next = min;
  }
}
