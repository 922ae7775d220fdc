package io.tukki.core.id;

import java.util.Comparator;

/**
 * A replica is a node together with the data directory that keeps its promises: the same node over
 * an empty directory is somebody else.
 */
public record ReplicaId(NodeId node, DirectoryId directory) implements Comparable<ReplicaId> {
  private static final Comparator<ReplicaId> ORDER =
      Comparator.comparing(ReplicaId::node).thenComparing(replica -> replica.directory().value());

  @Override
  public int compareTo(ReplicaId other) {
    return ORDER.compare(this, other);
  }
}
