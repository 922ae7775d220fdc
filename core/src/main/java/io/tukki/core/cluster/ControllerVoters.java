package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says who should vote in the controller's own log: all nodes that hold data, or those of them that
 * joined first where there are more than {@link #MOST}. Who votes does so until it is gone for
 * good, so that a node that restarts changes nothing.
 */
public final class ControllerVoters {

  /** Two may die; more would cost more round trips than they are worth. */
  public static final int MOST = 5;

  private ControllerVoters() {}

  /**
   * The next change to make, by one replica; empty where all is as it should be. Who is missing is
   * taken in before anyone is let go of.
   *
   * @param current the log's voters
   * @param leader who leads the log, and so cannot let go of itself
   * @param here the nodes that are here now
   * @param lost nodes that have been away for so long that they are replaced
   */
  public static Optional<List<ReplicaId>> next(
      ClusterImage image,
      List<ReplicaId> current,
      ReplicaId leader,
      Set<NodeId> here,
      Set<NodeId> lost) {
    List<ReplicaId> staying =
        current.stream().filter(voter -> belongs(image, voter, lost)).toList();
    Optional<ReplicaId> newcomer =
        image.nodes().values().stream()
            .map(node -> new ReplicaId(node.id(), node.directory()))
            .filter(replica -> belongs(image, replica, lost) && here.contains(replica.node()))
            .filter(replica -> !current.contains(replica))
            .min(Comparator.naturalOrder())
            .filter(replica -> staying.size() < MOST);
    if (newcomer.isPresent()) {
      List<ReplicaId> more = new ArrayList<>(current);
      more.add(newcomer.get());
      return Optional.of(more);
    }
    return current.stream()
        .filter(voter -> !staying.contains(voter) && !voter.equals(leader))
        .findFirst()
        .filter(leaver -> current.size() > 1)
        .map(leaver -> current.stream().filter(voter -> !voter.equals(leaver)).toList());
  }

  private static boolean belongs(ClusterImage image, ReplicaId replica, Set<NodeId> lost) {
    NodeImage known = image.nodes().get(replica.node());
    return known != null
        && known.directory().equals(replica.directory())
        && image.duty(replica.node()).holds()
        && !lost.contains(replica.node());
  }
}
