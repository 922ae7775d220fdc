package io.tukki.core.cluster;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The nodes of an image. Immutable.
 *
 * @param duties of those whose duty is not {@link NodeDuty#FULL}
 * @param removed those that were struck from the cluster, and the directories they may not come
 *     back with
 */
record NodeRoster(
    PSortedMap<NodeId, NodeImage> registered,
    PSortedMap<NodeId, NodeDuty> duties,
    PSortedMap<NodeId, DirectoryId> removed) {

  static final NodeRoster EMPTY =
      new NodeRoster(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

  NodeRoster with(NodeImage node) {
    return new NodeRoster(registered.plus(node.id(), node), duties, removed);
  }

  NodeRoster with(NodeId node, NodeDuty duty) {
    return new NodeRoster(
        registered, duty == NodeDuty.FULL ? duties.minus(node) : duties.plus(node, duty), removed);
  }

  NodeRoster without(NodeId node, DirectoryId directory) {
    return new NodeRoster(
        registered.minus(node), duties.minus(node), removed.plus(node, directory));
  }
}
