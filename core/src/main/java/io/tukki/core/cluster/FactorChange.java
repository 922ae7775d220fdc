package io.tukki.core.cluster;

import io.tukki.core.id.ShardId;
import java.util.List;

/**
 * A topic on its way to another replication factor. Its partitions go to shards of that factor: the
 * voters of each log first become those of its new shard and the leader of the old one, then the
 * partition changes its shard, then the old leader is let go of.
 *
 * @param shards the new shard of each partition, by partition number
 */
public record FactorChange(int replicationFactor, List<ShardId> shards) {

  public FactorChange {
    shards = List.copyOf(shards);
  }
}
