package io.tukki.actors.membership;

import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.Collection;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * Who is who among the members of the cluster: Pekko knows them by address, everything that lasts
 * knows them by node id. Members tell each other as they join, before there need be a controller.
 * Thread-safe; answers come from memory.
 */
public interface Neighbours {

  /** The node at this address, this one included; empty while it has not introduced itself. */
  Optional<Neighbour> at(Address address);

  /** The node with this id, if it is a member now; this one included. */
  Optional<Neighbour> node(NodeId id);

  /** Whether it has said that it is about to leave: others should lead what they can. */
  boolean isLeaving(NodeId id);

  /** Everybody who has introduced himself and is a member now, this node included. */
  Collection<Neighbour> all();

  /**
   * @param replica node id and directory of a node that holds data; a node of the role {@code
   *     client} introduces itself without
   * @param replication where its replicas are reached
   */
  record Neighbour(
      UniqueAddress address, Optional<ReplicaId> replica, Optional<Endpoint> replication) {}
}
