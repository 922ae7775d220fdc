package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries on their way to one follower, a bounded number of shipments at a time.
 *
 * @param acked the follower has everything below
 * @param next where the next shipment starts
 * @param shipping the driver is reading one
 * @param inFlight where those that were sent, and not acknowledged, end
 * @param progressMs when {@code acked} last moved, or something was sent behind it
 */
record Stream(long acked, long next, boolean shipping, List<Long> inFlight, long progressMs) {

  static Stream from(long offset, long nowMs) {
    return new Stream(offset, offset, false, List.of(), nowMs);
  }

  Stream ackedTo(long offset, long nowMs) {
    if (offset <= acked) {
      return this;
    }
    List<Long> rest = inFlight.stream().filter(end -> end > offset).toList();
    return new Stream(offset, Math.max(next, offset), shipping, rest, nowMs);
  }

  Stream begun() {
    return new Stream(acked, next, true, inFlight, progressMs);
  }

  Stream shipped(long fromOffset, long endOffset, long nowMs) {
    if (fromOffset != next) {
      return new Stream(acked, next, false, inFlight, progressMs);
    }
    var more = new ArrayList<>(inFlight);
    more.add(endOffset);
    long since = inFlight.isEmpty() ? nowMs : progressMs;
    return new Stream(acked, endOffset, false, List.copyOf(more), since);
  }

  /** Something was lost: go back to what is known to have arrived. */
  Stream rewound(long nowMs) {
    return new Stream(acked, acked, shipping, List.of(), nowMs);
  }

  boolean mayShip(int maxInFlight) {
    return !shipping && inFlight.size() < maxInFlight;
  }

  boolean isStuck(long nowMs, long patienceMs) {
    return next > acked && nowMs - progressMs >= patienceMs;
  }
}
