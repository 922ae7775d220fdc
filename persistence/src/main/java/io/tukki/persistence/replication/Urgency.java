package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output.Ship;
import io.tukki.persistence.replication.replica.Replica;

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
  static Urgency ofCopy(ReplicaId to, Replica leader) {
    return leader.office() instanceof Office.Leader office
            && isSpare(to, leader.id(), office, leader.configuration())
        ? COPY
        : AWAITED;
  }

  /** Of any other. */
  static Urgency of(Ship ship, boolean keepsUp) {
    return keepsUp && ship.header() instanceof Message.Append ? LIVE : AWAITED;
  }

  /** Whether there is a majority without this replica. */
  static boolean isSpare(
      ReplicaId replica, ReplicaId leader, Office.Leader office, Configuration configuration) {
    return !configuration.isVoter(replica)
        || configuration.isQuorum(
            voter -> !voter.equals(replica) && (voter.equals(leader) || isLive(office, voter)));
  }

  private static boolean isLive(Office.Leader office, ReplicaId replica) {
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
