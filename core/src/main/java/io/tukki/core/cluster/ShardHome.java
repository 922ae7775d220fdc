package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Says which node is to lead a shard as things are. */
public final class ShardHome {

  private ShardHome() {}

  /**
   * The first of the shard's nodes that is here and whose duty it is to lead; where none is, the
   * first that is here at all.
   */
  public static Optional<NodeId> of(ClusterImage image, ShardId shard, Predicate<NodeId> here) {
    List<NodeId> candidates = image.replicas(shard).stream().filter(here).toList();
    return candidates.stream()
        .filter(node -> image.duty(node) == NodeDuty.FULL)
        .findFirst()
        .or(() -> candidates.stream().findFirst());
  }
}
