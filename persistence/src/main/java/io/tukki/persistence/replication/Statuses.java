package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.util.List;

/** A replica in the words of those who watch. */
final class Statuses {

  private Statuses() {}

  static ReplicaStatus of(
      String log, Replica replica, Bounds bounds, Node node, boolean mayLackCommitted) {
    Configuration configuration = replica.configuration();
    return new ReplicaStatus(
        log,
        replica.leader(),
        new LeaderEpoch(replica.epoch()),
        new ReplicaStatus.Bounds(
            bounds.startOffset, bounds.highWatermark.offset(), bounds.endOffset),
        configuration.voters(),
        configuration.learners(),
        followers(replica, node),
        replica.office() instanceof Office.Leader leader ? leader.leaving() : List.of(),
        mayLackCommitted);
  }

  private static List<ReplicaStatus.Follower> followers(Replica replica, Node node) {
    return replica.office() instanceof Office.Leader leader
        ? leader.followers().stream()
            .map(
                follower ->
                    new ReplicaStatus.Follower(
                        follower.id(),
                        follower.matchEnd(),
                        follower.live() && node.peers().isAlive(follower.id())))
            .toList()
        : List.of();
  }
}
