package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.Standing;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * A process as it presents itself at a meeting.
 *
 * @param membership of the Pekko cluster that it is up in
 */
record Visitor(UniqueAddress address, Standing standing, Optional<Membership> membership) {

  /**
   * The first of these begins the cluster, and runs the controller then: a node that knows the
   * cluster comes before one that knows nothing.
   */
  static final Comparator<Visitor> ORDER =
      Comparator.comparingInt(
              (Visitor visitor) -> visitor.standing() instanceof Standing.Holder ? 0 : 1)
          .thenComparing(visitor -> visitor.address().address().toString())
          .thenComparingLong(visitor -> visitor.address().longUid());

  boolean mayBegin() {
    return !(standing instanceof Standing.Client);
  }

  /**
   * One Pekko cluster as one of its members sees it.
   *
   * @param oldest tells clusters apart
   * @param reached those that hold data, without those that nobody in the cluster reaches now
   */
  record Membership(UniqueAddress oldest, int size, Set<Address> reached) {

    private static final Comparator<Membership> ORDER =
        Comparator.comparingInt(Membership::size)
            .thenComparing(
                Comparator.<Membership, String>comparing(m -> m.oldest().address().toString())
                    .reversed())
            .thenComparingLong(m -> m.oldest().longUid());

    Membership {
      reached = Set.copyOf(reached);
    }

    /** Of two clusters of the same nodes this one gives way. */
    boolean yieldsTo(Membership other) {
      return !oldest.equals(other.oldest) && ORDER.compare(this, other) < 0;
    }
  }
}
