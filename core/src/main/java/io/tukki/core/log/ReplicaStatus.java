package io.tukki.core.log;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.Optional;

/**
 * One replica of one log at one moment.
 *
 * @param leader whom this replica follows, or itself; empty while it knows none
 * @param voters whose word counts, by the configuration in force here; empty where it is not known
 * @param learners who receive the log and count nowhere yet
 * @param followers what the leader knows of the others; empty unless this replica leads
 * @param leaving who was removed and has not answered yet that it knows; empty unless this replica
 *     leads
 * @param mayLackCommitted since the node was started this replica went on from the best of too few
 *     logs that could be trusted: what was acknowledged may be missing
 */
public record ReplicaStatus(
    String persistenceId,
    Optional<ReplicaId> leader,
    LeaderEpoch epoch,
    Bounds bounds,
    List<ReplicaId> voters,
    List<ReplicaId> learners,
    List<Follower> followers,
    List<ReplicaId> leaving,
    boolean mayLackCommitted) {

  public ReplicaStatus {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    followers = List.copyOf(followers);
    leaving = List.copyOf(leaving);
  }

  /** Offsets; see {@link PartitionLog}. */
  public record Bounds(long startOffset, long highWatermark, long endOffset) {}

  /**
   * @param matchOffset below it the follower's log is the leader's, for certain
   * @param inSync it has accepted the leader and is heard of
   */
  public record Follower(ReplicaId replica, long matchOffset, boolean inSync) {}
}
