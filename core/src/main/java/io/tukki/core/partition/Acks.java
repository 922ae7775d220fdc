package io.tukki.core.partition;

/** What must have happened before a producer is told that its batch is stored. */
public enum Acks {
  /** Nothing: the batch is on its way. It may be lost, and the producer will not know. */
  NONE,
  /** The leader has appended it. It may be lost if the leader's node dies right then. */
  LEADER,
  /** It is committed: a majority, and at least {@code min.insync.replicas}, have it. */
  ALL
}
