package io.tukki.actors.membership;

import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.ReplicaId;
import java.util.Optional;

/**
 * What a member is to the cluster.
 *
 * <pre>
 *   Blank --is given a node id, or forms the cluster--> Holder
 *   Client
 * </pre>
 */
public sealed interface Standing {

  /** It has a data directory that belongs to no cluster yet. */
  record Blank(DirectoryId directory) implements Standing {}

  /**
   * It holds data.
   *
   * @param replication where its replicas are reached; empty until they are
   */
  record Holder(ClusterId cluster, ReplicaId replica, Optional<Endpoint> replication)
      implements Standing {}

  /** It holds no data and never will. */
  record Client() implements Standing {}
}
