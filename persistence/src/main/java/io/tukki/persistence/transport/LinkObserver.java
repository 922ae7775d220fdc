package io.tukki.persistence.transport;

import io.tukki.core.id.NodeId;
import java.net.InetSocketAddress;

/**
 * Hears how connections to other nodes fare. A break after which the port refuses is proof that the
 * process which listened there is gone; neither alone is. Called on the transport's threads, in
 * order for one node's dialled connection; must not block.
 */
public interface LinkObserver {

  LinkObserver NONE = new LinkObserver() {};

  /** The node was dialled and has welcomed this one. */
  default void connected(NodeId node) {}

  /** A connection, dialled or accepted, that had been welcomed has ended. It is dialled at once. */
  default void broken(NodeId node, InetSocketAddress address, Throwable cause) {}

  /** Nobody listens at the node's address. Told at each attempt. */
  default void refused(NodeId node, InetSocketAddress address) {}
}
