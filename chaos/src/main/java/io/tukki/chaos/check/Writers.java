package io.tukki.chaos.check;

import io.tukki.chaos.history.Event;
import io.tukki.chaos.history.Event.Began;
import io.tukki.chaos.history.Event.Ended;
import io.tukki.chaos.history.Event.Sent;
import java.util.HashSet;
import java.util.Set;

/** Who wrote a history's files, one after the other, and which of them came to their end. */
final class Writers {

  private final Set<Integer> brokenOff = new HashSet<>();
  private final Set<Integer> whole = new HashSet<>();
  private Set<Integer> lanes = new HashSet<>();
  private int began;
  private int ended;

  void look(Event event) {
    if (event instanceof Began) {
      brokenOff.addAll(lanes);
      lanes = new HashSet<>();
      began++;
    } else if (event instanceof Sent sent) {
      lanes.add(sent.lane());
    } else if (event instanceof Ended) {
      whole.addAll(lanes);
      lanes = new HashSet<>();
      ended++;
    }
  }

  boolean allEnded() {
    return began > 0 && ended >= began;
  }

  /** A lane that is nowhere may be that of a writer who did not get as far as its first line. */
  boolean isWhole(int lane) {
    return allEnded()
        || (whole.contains(lane) && !brokenOff.contains(lane) && !lanes.contains(lane));
  }
}
