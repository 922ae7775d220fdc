package io.tukki.actors.partition;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;

/**
 * What Cluster Sharding calls a partition: {@code <shard>.<partition id>}, since it must find the
 * shard from the entity id alone. Neither part contains a dot.
 */
record EntityId(ShardId shard, PartitionId partition) {

  /** Reads what {@link #toString()} wrote. */
  static EntityId parse(String text) {
    return new EntityId(
        ShardId.parse(shardOf(text)), PartitionId.parse(text.substring(text.indexOf('.') + 1)));
  }

  /** The shard's part of an entity id, as text. */
  static String shardOf(String entityId) {
    int dot = entityId.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("'" + entityId + "' is not <shard>.<partition id>");
    }
    return entityId.substring(0, dot);
  }

  @Override
  public String toString() {
    return shard + "." + partition;
  }
}
