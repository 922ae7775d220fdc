package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;

/**
 * @param standing what this process is as it comes
 * @param places where others may be
 */
public record MeetingPlan(Standing standing, Quorum quorum, Collection<Place> places) {

  /** A host or its address, and the port of its part in the cluster. */
  public record Place(String host, int port) {

    /** Where a process is reached; empty for an address that nobody else could use. */
    public static Optional<Place> of(Address address) {
      return address.getHost().isPresent() && address.getPort().isPresent()
          ? Optional.of(new Place(address.getHost().get(), address.getPort().get()))
          : Optional.empty();
    }
  }

  public MeetingPlan {
    places = List.copyOf(places);
  }

  /** Looks in other places too. */
  public MeetingPlan alsoAt(Collection<Place> remembered) {
    return new MeetingPlan(
        standing, quorum, Stream.concat(places.stream(), remembered.stream()).distinct().toList());
  }
}
