package io.tukki.core.cluster;

/**
 * What a registered node is meant to do. Which partitions it really leads or holds follows from
 * that, as far as there are others to do it.
 */
public enum NodeDuty {
  /** Leads and follows. */
  FULL,
  /** Follows, and leads only what nobody else can: before a restart, say. */
  FOLLOW,
  /** Holds nothing, once what it held is elsewhere; it stays a member. */
  NOTHING,
  /** Holds nothing, and is struck from the cluster once that is so. */
  LEAVE;

  /** Whether replicas may be put there. */
  public boolean holds() {
    return this == FULL || this == FOLLOW;
  }
}
