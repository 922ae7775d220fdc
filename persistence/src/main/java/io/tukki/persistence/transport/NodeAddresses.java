package io.tukki.persistence.transport;

import io.tukki.core.id.NodeId;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where nodes listen for replication. Asked often and from any thread; answers from memory. */
@FunctionalInterface
public interface NodeAddresses {

  /**
   * Empty where the node is no member now: what is sent to it is dropped. An unresolved address is
   * resolved at each dial.
   */
  Optional<InetSocketAddress> of(NodeId node);
}
