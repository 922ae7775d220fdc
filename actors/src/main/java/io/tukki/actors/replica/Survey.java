package io.tukki.actors.replica;

import io.tukki.actors.replica.NodeReport.Kind;
import io.tukki.actors.replica.NodeReport.Lag;
import io.tukki.actors.replica.NodeReport.Trouble;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.ReplicaStatus.Follower;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a report of what the node's replicas say of themselves. One thread. */
final class Survey {

  private final NodeId self;
  private final Collection<ReplicaStatus> statuses;

  Survey(NodeId self, Collection<ReplicaStatus> statuses) {
    this.self = self;
    this.statuses = statuses;
  }

  NodeReport report(int maxTroubles) {
    int leads = 0;
    int holds = 0;
    int underReplicated = 0;
    int leaderless = 0;
    int mayLackCommitted = 0;
    Map<NodeId, Lag> followers = new HashMap<>();
    List<Trouble> troubles = new ArrayList<>();
    for (ReplicaStatus status : statuses) {
      Optional<PartitionId> partition = PartitionId.ofPersistenceId(status.persistenceId());
      if (partition.isEmpty()) {
        continue;
      }
      holds++;
      Optional<Trouble> trouble = trouble(partition.get(), status);
      if (status.leader().isEmpty()) {
        leaderless++;
      } else if (leadsHere(status)) {
        leads++;
        underReplicated += trouble.isPresent() ? 1 : 0;
        status
            .followers()
            .forEach(
                follower ->
                    followers.merge(
                        follower.replica().node(),
                        Lag.NONE.plus(behind(status, follower)),
                        (lag, more) -> lag.plus(more.records())));
      }
      trouble.filter(found -> troubles.size() < maxTroubles).ifPresent(troubles::add);
      if (status.mayLackCommitted()) {
        mayLackCommitted++;
        if (troubles.size() < maxTroubles) {
          troubles.add(new Trouble(partition.get(), Kind.COMMITTED_MAY_BE_LOST, List.of()));
        }
      }
    }
    return new NodeReport(
        self, leads, holds, underReplicated, leaderless, mayLackCommitted, followers, troubles);
  }

  private Optional<Trouble> trouble(PartitionId partition, ReplicaStatus status) {
    if (status.leader().isEmpty()) {
      return Optional.of(new Trouble(partition, Kind.LEADERLESS, List.of()));
    }
    if (!leadsHere(status)) {
      return Optional.empty();
    }
    List<NodeId> missing =
        status.followers().stream()
            .filter(follower -> !follower.inSync())
            .map(Follower::replica)
            .filter(status.voters()::contains)
            .map(ReplicaId::node)
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new Trouble(partition, Kind.UNDER_REPLICATED, missing));
  }

  /** The shards that have no partition led here which the successor could not lead at once. */
  Set<ShardId> ready(ClusterImage image, Map<ShardId, NodeId> successors, long withinRecords) {
    Set<ShardId> ready = new HashSet<>(successors.keySet());
    for (ReplicaStatus status : statuses) {
      if (leadsHere(status)) {
        PartitionId.ofPersistenceId(status.persistenceId())
            .flatMap(partition -> image.topic(partition.topic()).map(t -> t.shardOf(partition)))
            .filter(ready::contains)
            .filter(
                shard ->
                    status.followers().stream()
                        .filter(follower -> follower.replica().node().equals(successors.get(shard)))
                        .noneMatch(
                            follower ->
                                follower.inSync() && behind(status, follower) <= withinRecords))
            .ifPresent(ready::remove);
      }
    }
    return ready;
  }

  private static long behind(ReplicaStatus status, Follower follower) {
    return Math.max(0, status.bounds().endOffset() - follower.matchOffset());
  }

  private boolean leadsHere(ReplicaStatus status) {
    return status.leader().map(ReplicaId::node).filter(self::equals).isPresent();
  }
}
