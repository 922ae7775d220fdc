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
   * The first of the shard's nodes that is here to stay and whose duty it is to lead; where none
   * is, the first that stays, and where none stays, the first that is here at all.
   */
  public static Optional<NodeId> of(
      ClusterImage image, ShardId shard, Predicate<NodeId> here, Predicate<NodeId> leaving) {
    List<NodeId> candidates = image.replicas(shard).stream().filter(here).toList();
    List<NodeId> staying = candidates.stream().filter(leaving.negate()).toList();
    return staying.stream()
        .filter(node -> image.duty(node) == NodeDuty.FULL)
        .findFirst()
        .or(() -> staying.stream().findFirst())
        .or(() -> candidates.stream().findFirst());
  }
}
