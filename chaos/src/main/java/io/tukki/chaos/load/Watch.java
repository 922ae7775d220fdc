package io.tukki.chaos.load;

import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.HistoryLog;
import io.tukki.chaos.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Sees what is written down pass by, to know while the run lasts whether things move. */
public final class Watch implements HistoryLog {

  private final HistoryLog next;
  private final AtomicLongArray lastAckNanos;
  private final AtomicLong acknowledged = new AtomicLong();

  public Watch(HistoryLog next, int partitions) {
    this.next = next;
    this.lastAckNanos = new AtomicLongArray(partitions);
  }

  @Override
  public void write(Event event) {
    if (event instanceof Sent sent
        && (sent.outcome() instanceof Outcome.Acknowledged
            || sent.outcome() instanceof Outcome.AcknowledgedSomewhere)) {
      lastAckNanos.set(sent.partition(), System.nanoTime());
      acknowledged.addAndGet(sent.count());
    }
    next.write(event);
  }

  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Waits until each partition has acknowledged something from now on.
   *
   * @return those that have not, in time
   */
  public List<Integer> awaitProgressEverywhere(Duration timeout) {
    long begin = System.nanoTime();
    List<Integer> silent = silentSince(begin);
    while (!silent.isEmpty() && System.nanoTime() - begin < timeout.toNanos()) {
      Pause.of(Duration.ofMillis(20));
      silent = silentSince(begin);
    }
    return silent;
  }

  private List<Integer> silentSince(long nanos) {
    List<Integer> silent = new ArrayList<>();
    for (int partition = 0; partition < lastAckNanos.length(); partition++) {
      long last = lastAckNanos.get(partition);
      if (last == 0 || last - nanos < 0) {
        silent.add(partition);
      }
    }
    return silent;
  }
}
