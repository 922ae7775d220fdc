/**
 * The replicas on each node, as others in the cluster ask about them: how they fare, who of them
 * could lead, and who is to hold them.
 *
 * <p>Each node has one {@link io.tukki.actors.replica.ReplicaAgent}; {@link
 * io.tukki.actors.replica.ReplicaAgents} finds them by node id. No rule lives here: where replicas
 * belong is the controller's, who may write is the log's. Actors never block.
 *
 * <p>Start reading at {@link io.tukki.actors.replica.ReplicaAgentCommand}.
 */
@NullMarked
package io.tukki.actors.replica;

import org.jspecify.annotations.NullMarked;
