package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.Optional;

/**
 * Says who holds a log that does not exist yet. Once a log exists, the configuration in it alone
 * says so, and this is never asked again.
 */
@FunctionalInterface
public interface ReplicaSets {

  /**
   * The voters that a new log begins with; empty where that is not for this node to say, so that it
   * cannot begin the log and waits to be told. Asked where a log is led for the first time; must
   * not block.
   */
  Optional<List<ReplicaId>> initialVoters(String persistenceId);
}
