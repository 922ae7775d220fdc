package io.tukki.core.cluster;

import io.tukki.core.id.ShardId;
import java.util.List;

/**
 * What a decision about shards sets going.
 *
 * @param moves shards that get other nodes, some of them perhaps under way before
 * @param reordered shards of which only the preferred leader or the order of followers changes
 */
public record ShardPlan(List<ShardMove> moves, List<ShardId> reordered) {

  public static final ShardPlan NOTHING = new ShardPlan(List.of(), List.of());

  public ShardPlan {
    moves = List.copyOf(moves);
    reordered = List.copyOf(reordered);
  }
}
