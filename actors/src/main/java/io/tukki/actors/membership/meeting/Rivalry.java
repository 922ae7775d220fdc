package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.meeting.Visitor.Membership;
import java.util.Optional;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * A member's watch for a second Pekko cluster of the same nodes: two that were cut off from each
 * other and went on, say. Pekko never joins clusters, so the smaller one gives way. Not
 * thread-safe.
 */
final class Rivalry {

  /** While members come and go two views of one cluster can differ in its oldest, for a moment. */
  private static final int SIGHTINGS_NEEDED = 3;

  private Optional<UniqueAddress> rival = Optional.empty();
  private int sightings;

  /** Whether this process must give way, as far as it is known after this sighting. */
  boolean seen(Membership own, Membership other) {
    if (!own.yieldsTo(other)) {
      return false;
    }
    sightings = rival.filter(other.oldest()::equals).isPresent() ? sightings + 1 : 1;
    rival = Optional.of(other.oldest());
    return sightings >= SIGHTINGS_NEEDED;
  }
}
