package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the replica sets of the shards of one replication factor when that is first used. */
final class ShardPlacement {

  private ShardPlacement() {}

  /**
   * Leaders go round the nodes, and so do the followers of each leader, so that both are spread to
   * within one shard and the load of a node that dies falls on all the others.
   *
   * @param nodes at least as many as the replication factor
   */
  static List<ClusterEvent> place(int replicationFactor, int shards, List<NodeId> nodes) {
    if (nodes.size() < replicationFactor) {
      throw new IllegalArgumentException(
          "%d nodes cannot hold %d replicas".formatted(nodes.size(), replicationFactor));
    }
    return IntStream.range(0, shards)
        .<ClusterEvent>mapToObj(
            shard ->
                new ShardPlaced(
                    new ShardId(replicationFactor, shard),
                    replicaSet(shard, replicationFactor, nodes)))
        .toList();
  }

  private static List<NodeId> replicaSet(int shard, int replicationFactor, List<NodeId> nodes) {
    int leader = shard % nodes.size();
    int others = nodes.size() - 1;
    // Each time round, the followers start one node further from their leader.
    int round = shard / nodes.size();
    List<NodeId> replicas = new ArrayList<>(replicationFactor);
    replicas.add(nodes.get(leader));
    for (int follower = 0; follower < replicationFactor - 1; follower++) {
      int distance = 1 + (round + follower) % others;
      replicas.add(nodes.get((leader + distance) % nodes.size()));
    }
    return replicas;
  }
}
