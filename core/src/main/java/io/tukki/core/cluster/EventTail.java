package io.tukki.core.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last events before the newest version, so that who is only a little behind is told what is
 * missing rather than everything. Not thread-safe.
 */
public final class EventTail {

  private final int capacity;
  private final Deque<ClusterEvent> events = new ArrayDeque<>();
  private long version;

  /**
   * @param version the version that the first event to come leads on from
   * @param capacity how many events are kept
   */
  public EventTail(long version, int capacity) {
    this.version = version;
    this.capacity = capacity;
  }

  public void append(List<ClusterEvent> next) {
    events.addAll(next);
    version += next.size();
    while (events.size() > capacity) {
      events.removeFirst();
    }
  }

  /** What happened after a version; empty where that is no longer known here, or never was. */
  public Optional<ClusterDelta> since(long known) {
    long missing = version - known;
    if (missing < 0 || missing > events.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new ClusterDelta(known, events.stream().skip(events.size() - missing).toList()));
  }
}
