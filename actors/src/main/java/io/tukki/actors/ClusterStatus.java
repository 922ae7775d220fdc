package io.tukki.actors;

import io.tukki.actors.controller.MovesReport;
import io.tukki.actors.replica.NodeReport;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the cluster fares, as far as one node could find out.
 *
 * @param here the nodes with data that are members now
 * @param reports of all registered nodes; empty for those that did not answer
 * @param moves how far they are; empty where the controller did not answer
 */
public record ClusterStatus(
    ClusterImage image,
    Set<NodeId> here,
    Map<NodeId, Optional<NodeReport>> reports,
    Optional<MovesReport> moves) {

  public ClusterStatus {
    here = Set.copyOf(here);
    reports = Map.copyOf(reports);
  }
}
