package io.tukki.actors.replica;

import io.tukki.core.id.ShardId;
import java.util.Set;

/** Shards whose successors can lead them at once. */
public record ReadyShards(Set<ShardId> shards) {

  public ReadyShards {
    shards = Set.copyOf(shards);
  }
}
