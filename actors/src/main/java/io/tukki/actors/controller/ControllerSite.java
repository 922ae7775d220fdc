package io.tukki.actors.controller;

import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.Replication;

/**
 * Where a controller may run: what it can reach from there.
 *
 * @param self this node's replicas
 * @param replication of this node, which holds a replica of the controller's own log
 */
public record ControllerSite(ReplicaId self, ReplicaAgents agents, Replication replication) {

  /** Whether the controller leads its log from here, as far as is known here. */
  public static boolean isAt(ReplicaId self, Replication replication) {
    return replication
        .status(Controller.PERSISTENCE_ID.id())
        .flatMap(ReplicaStatus::leader)
        .filter(self::equals)
        .isPresent();
  }

  NodeId node() {
    return self.node();
  }
}
