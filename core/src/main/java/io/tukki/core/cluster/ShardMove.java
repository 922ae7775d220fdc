package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.List;

/**
 * A shard on its way from one replica set to another. It goes in one step where its preferred
 * leader stays, else in two: first the leader stays as one replica more, until one of the others
 * leads. So no partition is ever without a leader that may vote, however long copying the others
 * takes.
 *
 * @param from the replica set in force
 * @param target the replica set in the end, the preferred leader first
 */
public record ShardMove(ShardId shard, List<NodeId> from, List<NodeId> target) {

  public ShardMove {
    from = List.copyOf(from);
    target = List.copyOf(target);
  }

  /** What the logs' voters must be before the shard's place may change. */
  public List<NodeId> voters() {
    return keeping(from.getFirst(), target);
  }

  /** Whether the shard is where it should be once the logs have these voters. */
  public boolean isLastStep() {
    return target.contains(from.getFirst());
  }

  /** The replica set, and this leader as the last of it if it is not in there anyway. */
  static List<NodeId> keeping(NodeId leader, List<NodeId> replicas) {
    if (replicas.contains(leader)) {
      return replicas;
    }
    List<NodeId> more = new ArrayList<>(replicas);
    more.add(leader);
    return more;
  }
}
