package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Chooses the replica sets of the shards of one replication factor when that is first used. */
final class ShardPlacement {

  private ShardPlacement() {}

  /**
   * Leaders and replicas are spread to within one shard, over racks first, and the load of a node
   * that dies falls on all the others.
   *
   * @param nodes at least as many as the replication factor
   */
  static List<ClusterEvent> place(int replicationFactor, int shards, Collection<NodeImage> nodes) {
    if (nodes.size() < replicationFactor) {
      throw new IllegalArgumentException(
          "%d nodes cannot hold %d replicas".formatted(nodes.size(), replicationFactor));
    }
    List<ShardId> ids =
        IntStream.range(0, shards)
            .mapToObj(number -> new ShardId(replicationFactor, number))
            .toList();
    ReplicaSpread replicas = new ReplicaSpread(nodes, Map.of(), shard -> 0, (shard, node) -> true);
    ids.forEach(shard -> replicas.fill(shard, replicationFactor));
    replicas.even();
    List<NodeId> leaders = nodes.stream().map(NodeImage::id).toList();
    LeaderSpread spread = new LeaderSpread(leaders, replicas.sets(), shard -> 0);
    spread.choose(ids);
    spread.even();
    spread.orderFollowers(ids);
    return ids.stream()
        .<ClusterEvent>map(shard -> new ShardPlaced(shard, spread.set(shard)))
        .toList();
  }
}
