package io.tukki.persistence.replication;

/** How far a batch must have got before its append counts as done. */
public enum Durability {
  /** Appended to the leader's log, and as safe there as the flush policy says. */
  LEADER,
  /**
   * Committed: on a majority of the replicas. With one replica this is the same as {@link #LEADER}.
   */
  QUORUM
}
