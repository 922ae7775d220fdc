package io.tukki.persistence.replication.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Entries on their way to one follower, a bounded number of shipments at a time.
 *
 * @param acked the follower has everything below
 * @param next where the next shipment starts
 * @param goal where the log ended when the shipment began that the driver is reading, if it is
 * @param keepsUp the last shipment took all that there was when it began: what the follower lacks
 *     is on its way, or came in meanwhile
 * @param inFlight where those that were sent, and not acknowledged, end
 * @param progressMs when {@code acked} last moved, or something was sent behind it
 */
record Stream(
    long acked,
    long next,
    OptionalLong goal,
    boolean keepsUp,
    List<Long> inFlight,
    long progressMs) {

  static Stream from(long offset, long nowMs) {
    return new Stream(offset, offset, OptionalLong.empty(), false, List.of(), nowMs);
  }

  Stream ackedTo(long offset, long nowMs) {
    if (offset <= acked) {
      return this;
    }
    List<Long> rest = inFlight.stream().filter(end -> end > offset).toList();
    return new Stream(offset, Math.max(next, offset), goal, keepsUp, rest, nowMs);
  }

  Stream begun(long logEnd) {
    return new Stream(acked, next, OptionalLong.of(logEnd), keepsUp, inFlight, progressMs);
  }

  Stream shipped(long fromOffset, long endOffset, long nowMs) {
    if (fromOffset != next) {
      return new Stream(acked, next, OptionalLong.empty(), keepsUp, inFlight, progressMs);
    }
    var more = new ArrayList<>(inFlight);
    more.add(endOffset);
    long since = inFlight.isEmpty() ? nowMs : progressMs;
    boolean all = goal.isPresent() && endOffset >= goal.getAsLong();
    return new Stream(acked, endOffset, OptionalLong.empty(), all, List.copyOf(more), since);
  }

  /** Something was lost: go back to what is known to have arrived. */
  Stream rewound(long nowMs) {
    return new Stream(acked, acked, goal, false, List.of(), nowMs);
  }

  boolean mayShip(int maxInFlight) {
    return goal.isEmpty() && inFlight.size() < maxInFlight;
  }

  boolean isStuck(long nowMs, long patienceMs) {
    return next > acked && nowMs - progressMs >= patienceMs;
  }
}
