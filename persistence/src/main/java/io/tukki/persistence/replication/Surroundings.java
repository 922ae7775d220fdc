package io.tukki.persistence.replication;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.log.NodeIdentity;
import java.util.List;
import java.util.Optional;

/**
 * Who the replicas of a data directory are, and whom they meet.
 *
 * @param self this node with this data directory
 * @param transport closed by the store that it is given to
 */
public record Surroundings(ReplicaId self, Transport transport, ReplicaSets replicaSets) {

  /** Of a node that never meets another: every new log is held here alone. */
  public static Surroundings alone(ReplicaId self) {
    return new Surroundings(
        self, new TransportToNobody(), persistenceId -> Optional.of(List.of(self)));
  }

  /** As {@link #alone(ReplicaId)}, of the node that this directory says it is. */
  public static Surroundings alone(NodeIdentity identity) {
    return alone(selfOf(identity));
  }

  public static ReplicaId selfOf(NodeIdentity identity) {
    return new ReplicaId(identity.nodeId(), new DirectoryId(identity.directoryId()));
  }
}
