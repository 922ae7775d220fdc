package io.tukki.clusterconfig.bootstrap;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.DataDirectoryException;
import io.tukki.persistence.log.NodeIdentity;
import java.nio.file.Path;
import java.util.UUID;

/** Opens the node's data directory; a new one gets a cluster of its own to belong to. */
final class NodeDirectory {

  /** The first node of a cluster. Others will be given theirs when they join. */
  private static final NodeId FIRST = new NodeId(1);

  private NodeDirectory() {}

  static DataDirectory open(Path path) {
    try {
      return DataDirectory.open(path, NodeDirectory::newIdentity);
    } catch (DataDirectoryException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static NodeIdentity newIdentity() {
    return new NodeIdentity(new ClusterId(UUID.randomUUID()), FIRST, UUID.randomUUID());
  }
}
