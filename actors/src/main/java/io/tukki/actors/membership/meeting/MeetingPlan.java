package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * @param standing what this process is as it comes
 * @param places where others may be
 */
public record MeetingPlan(Standing standing, Quorum quorum, Collection<Place> places) {

  /** A host or its address, and the port of its part in the cluster. */
  public record Place(String host, int port) {}

  public MeetingPlan {
    places = List.copyOf(places);
  }

  /** Looks in other places too. */
  public MeetingPlan alsoAt(Collection<Place> remembered) {
    return new MeetingPlan(
        standing, quorum, Stream.concat(places.stream(), remembered.stream()).distinct().toList());
  }
}
