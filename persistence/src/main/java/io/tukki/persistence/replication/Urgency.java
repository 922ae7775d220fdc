package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output.Ship;
import io.tukki.persistence.replication.replica.Replica;
import java.util.function.Predicate;

/** Who waits for a shipment. */
enum Urgency {
  /** Producers: it goes to who keeps up. */
  LIVE,

  /**
   * Somebody does: a candidate, or a majority that there is not without this follower. Or it has
   * accepted the reign and is behind: that is as much as producers sent meanwhile, and were it
   * bounded, copying might never end.
   */
  AWAITED,

  /** Nobody: others have it too. */
  COPY;

  /** Of a shipment to whom a copy is made for; see {@link Replica#isCopiedTo}. */
  static Urgency ofCopy(ReplicaId to, Replica leader, Predicate<ReplicaId> alive) {
    return leader.office() instanceof Office.Leader office
            && isSpare(to, leader, voter -> keepsUp(office, voter) && alive.test(voter))
        ? COPY
        : AWAITED;
  }

  /** Of any other. */
  static Urgency of(Ship ship, boolean keepsUp) {
    return keepsUp && ship.header() instanceof Message.Append ? LIVE : AWAITED;
  }

  /** Whether there is a majority without this replica. */
  private static boolean isSpare(ReplicaId replica, Replica leader, Predicate<ReplicaId> follows) {
    Configuration configuration = leader.configuration();
    return !configuration.isVoter(replica)
        || configuration.isQuorum(voter -> voter.equals(leader.id()) || follows.test(voter));
  }

  /** It may be dead all the same. */
  private static boolean keepsUp(Office.Leader office, ReplicaId replica) {
    return office.followers().stream()
        .anyMatch(follower -> follower.id().equals(replica) && follower.live());
  }

  Transport.Priority priority() {
    return switch (this) {
      case LIVE -> Transport.Priority.LIVE;
      case AWAITED, COPY -> Transport.Priority.CATCH_UP;
    };
  }
}
