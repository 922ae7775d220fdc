package io.tukki.clusterconfig.bootstrap;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.DataDirectoryException;
import io.tukki.persistence.log.LockedDirectory;
import io.tukki.persistence.log.NodeIdentity;
import java.nio.file.Path;
import java.util.UUID;

/** Opens the node's data directory, in a way that people can do something about what is wrong. */
final class NodeDirectory {

  /** The node that forms a cluster. Others are given theirs by it. */
  static final NodeId FIRST = new NodeId(1);

  private NodeDirectory() {}

  static LockedDirectory lock(Path path) {
    try {
      return LockedDirectory.lock(path);
    } catch (DataDirectoryException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  static DataDirectory claim(LockedDirectory directory, NodeIdentity owner) {
    try {
      return directory.claim(owner);
    } catch (DataDirectoryException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The first node of a cluster that comes into being by this. */
  static NodeIdentity ofNewCluster(UUID directoryId) {
    return new NodeIdentity(new ClusterId(UUID.randomUUID()), FIRST, directoryId);
  }
}
