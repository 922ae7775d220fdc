package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.List;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Where the shards of an image are and where they go. Immutable.
 *
 * @param targets of the shards that are on the move
 */
record ShardPlaces(
    PSortedMap<ShardId, List<NodeId>> placed, PSortedMap<ShardId, List<NodeId>> targets) {

  static final ShardPlaces EMPTY = new ShardPlaces(TreePMap.empty(), TreePMap.empty());

  List<NodeId> replicas(ShardId shard) {
    return placed.getOrDefault(shard, List.of());
  }

  Optional<ShardMove> move(ShardId shard) {
    return Optional.ofNullable(targets.get(shard))
        .map(target -> new ShardMove(shard, replicas(shard), target));
  }

  /** A move ends where its target is reached; another place is a step on its way. */
  ShardPlaces placed(ShardId shard, List<NodeId> replicas) {
    return new ShardPlaces(
        placed.plus(shard, replicas),
        replicas.equals(targets.get(shard)) ? targets.minus(shard) : targets);
  }

  /** Takes the place of a move that is under way. */
  ShardPlaces moving(ShardId shard, List<NodeId> target) {
    return new ShardPlaces(placed, targets.plus(shard, target));
  }
}
