package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;

/** What a replica is to others at one moment, as far as its driver and those who watch need it. */
public sealed interface Office {

  /** It obeys, or knows no leader. */
  record None() implements Office {}

  /** Nominated, and not leading yet. */
  record Candidate(int epoch) implements Office {}

  /**
   * @param waiting whether appends or changes wait to be acknowledged
   * @param settled whether the configuration in force is committed and final
   * @param leaving who has been removed, as far as the log tells, and does not know it yet
   */
  record Leader(
      int epoch,
      boolean waiting,
      boolean settled,
      List<Follower> followers,
      List<ReplicaId> leaving)
      implements Office {
    public Leader {
      followers = List.copyOf(followers);
      leaving = List.copyOf(leaving);
    }
  }

  /** It has ended; see {@link Input.Damaged}, {@link Input.DiskFailed}, {@link Output.DropLog}. */
  record Failed() implements Office {}

  /**
   * @param live it has accepted the reign
   * @param matchEnd below it everything is durable there
   * @param current it has all there is, and nothing is on its way
   * @param answeredMs it knows what the leader said then: what was committed, and where the log
   *     began
   */
  record Follower(ReplicaId id, boolean live, long matchEnd, boolean current, long answeredMs) {}
}
