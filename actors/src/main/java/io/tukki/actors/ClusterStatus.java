package io.tukki.actors;

import io.tukki.actors.controller.MovesReport;
import io.tukki.actors.replica.NodeReport;
import io.tukki.actors.replica.NodeReport.Kind;
import io.tukki.actors.replica.NodeReport.Trouble;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

  /**
   * Partitions of which a replica is on a node that is away, and those of which nodes report that a
   * replica that is here does not follow.
   */
  public int underReplicated() {
    int missing = partitions(replicas -> !here.containsAll(replicas));
    return missing
        + (int)
            troubles()
                .filter(trouble -> trouble.kind() == Kind.UNDER_REPLICATED)
                .filter(trouble -> here.containsAll(trouble.missing()))
                .count();
  }

  /** Partitions of which so many replicas are away that the rest is no majority. */
  public int offline() {
    return partitions(
        replicas -> replicas.stream().filter(here::contains).count() <= replicas.size() / 2);
  }

  /**
   * Partitions that went on from the best of too few logs that could be trusted, as far as nodes
   * that have not been started since say so; a partition counts once for each of them.
   */
  public int mayLackCommitted() {
    return reports.values().stream()
        .flatMap(Optional::stream)
        .mapToInt(NodeReport::mayLackCommitted)
        .sum();
  }

  /** What nodes report to be wrong; each names a bounded number of partitions. */
  public Stream<Trouble> troubles() {
    return reports.values().stream()
        .flatMap(Optional::stream)
        .flatMap(report -> report.troubles().stream());
  }

  private int partitions(Predicate<List<NodeId>> ofShardsOn) {
    return image.placements().entrySet().stream()
        .filter(placed -> ofShardsOn.test(placed.getValue()))
        .mapToInt(placed -> image.partitionsIn(placed.getKey()))
        .sum();
  }
}
