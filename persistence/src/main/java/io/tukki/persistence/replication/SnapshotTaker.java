package io.tukki.persistence.replication;

import java.nio.ByteBuffer;

/** Takes snapshots that other nodes' replicas send. Called where blocking is allowed. */
@FunctionalInterface
public interface SnapshotTaker {

  /**
   * @param snapshot whatever came; nobody has looked at it
   */
  void take(String persistenceId, ByteBuffer snapshot);
}
