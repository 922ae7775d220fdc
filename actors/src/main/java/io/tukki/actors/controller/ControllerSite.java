package io.tukki.actors.controller;

import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.Replication;

/**
 * Where a controller may run: what it can reach from there.
 *
 * @param self this node's replicas
 * @param replication of this node, which holds a replica of the controller's own log
 */
public record ControllerSite(ReplicaId self, ReplicaAgents agents, Replication replication) {

  NodeId node() {
    return self.node();
  }
}
