package io.tukki.api.metrics;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.ReplicaStatus.Follower;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas of partitions on one node, counted. What is counted of partitions led here can be
 * added up over nodes: at most one node leads a partition.
 */
final class ReplicaTally {

  private int held;
  private int leaderless;
  private int led;
  private int underReplicated;
  private int offline;
  private int leaving;
  private final Map<NodeId, Lag> followers = new TreeMap<>();

  /**
   * @param records by how many it is behind in all partitions together
   * @param most by how many in the one that is furthest behind
   */
  record Lag(long records, long most) {

    private Lag plus(Lag other) {
      return new Lag(records + other.records, Math.max(most, other.most));
    }
  }

  static ReplicaTally of(ReplicaId self, Collection<ReplicaStatus> statuses) {
    ReplicaTally tally = new ReplicaTally();
    for (ReplicaStatus status : statuses) {
      if (PartitionId.ofPersistenceId(status.persistenceId()).isPresent()) {
        tally.add(self, status);
      }
    }
    return tally;
  }

  private void add(ReplicaId self, ReplicaStatus status) {
    held++;
    if (status.leader().isEmpty()) {
      leaderless++;
    } else if (status.leader().get().equals(self)) {
      addLed(self, status);
    }
  }

  private void addLed(ReplicaId self, ReplicaStatus status) {
    led++;
    leaving += status.leaving().size();
    int following = status.voters().contains(self) ? 1 : 0;
    for (Follower follower : status.followers()) {
      if (follower.inSync() && status.voters().contains(follower.replica())) {
        following++;
      }
      long behind = Math.max(0, status.bounds().endOffset() - follower.matchOffset());
      followers.merge(follower.replica().node(), new Lag(behind, behind), Lag::plus);
    }
    int voters = status.voters().size();
    underReplicated += following < voters ? 1 : 0;
    offline += following <= voters / 2 ? 1 : 0;
  }

  int held() {
    return held;
  }

  /** Whose leader the node does not know. */
  int leaderless() {
    return leaderless;
  }

  int led() {
    return led;
  }

  /** Led here, and some voter does not follow. */
  int underReplicated() {
    return underReplicated;
  }

  /** Led here, and no majority of the voters follows: nothing can be committed. */
  int offline() {
    return offline;
  }

  /** Removed from partitions led here, and not known to know it. */
  int leaving() {
    return leaving;
  }

  /** Those of partitions led here; no more than there are nodes. */
  Map<NodeId, Lag> followers() {
    return followers;
  }

  long maxLag() {
    return followers.values().stream().mapToLong(Lag::most).max().orElse(0);
  }
}
