package io.tukki.core.cluster;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The nodes of an image. Immutable.
 *
 * @param duties of those whose duty is not {@link NodeDuty#FULL}
 * @param removed those that were struck from the cluster, and the directories they may not come
 *     back with
 * @param granted numbers that were given to data directories whose nodes have not come yet
 */
record NodeRoster(
    PSortedMap<NodeId, NodeImage> registered,
    PSortedMap<NodeId, NodeDuty> duties,
    PSortedMap<NodeId, DirectoryId> removed,
    PSortedMap<NodeId, DirectoryId> granted) {

  private static final int FIRST = 1;

  static final NodeRoster EMPTY =
      new NodeRoster(TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

  NodeRoster with(NodeImage node) {
    return new NodeRoster(
        registered.plus(node.id(), node), duties, removed, granted.minus(node.id()));
  }

  NodeRoster with(NodeId node, NodeDuty duty) {
    return new NodeRoster(
        registered,
        duty == NodeDuty.FULL ? duties.minus(node) : duties.plus(node, duty),
        removed,
        granted);
  }

  NodeRoster without(NodeId node, DirectoryId directory) {
    return new NodeRoster(
        registered.minus(node),
        duties.minus(node),
        removed.plus(node, directory),
        granted.minus(node));
  }

  NodeRoster granting(NodeId node, DirectoryId directory) {
    return new NodeRoster(registered, duties, removed, granted.plus(node, directory));
  }

  /** The node that this directory is, whether it has come or not. */
  Optional<NodeId> nodeOf(DirectoryId directory) {
    return Stream.concat(
            granted.entrySet().stream()
                .filter(entry -> entry.getValue().equals(directory))
                .map(Map.Entry::getKey),
            registered.values().stream()
                .filter(node -> node.directory().equals(directory))
                .map(NodeImage::id))
        .findFirst();
  }

  /** Number 1 is the node's that forms the cluster, and no number is given twice. */
  NodeId next() {
    int highest =
        Stream.of(registered, removed, granted)
            .filter(numbers -> !numbers.isEmpty())
            .mapToInt(numbers -> numbers.lastKey().value())
            .max()
            .orElse(FIRST);
    return new NodeId(Math.max(highest, FIRST) + 1);
  }
}
