package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the controller decides about nodes. */
public record NodeDecisions(ClusterImage image, ClusterRules rules) {

  /** The first node to come forms the cluster. One that comes back unchanged changes nothing. */
  public Decision<NodeImage> register(NodeRegistration registration) {
    Optional<Refusal> wrong =
        checkCluster(registration)
            .or(() -> checkDirectoryOfNode(registration.node()))
            .or(() -> checkNodeOfDirectory(registration.node()));
    if (wrong.isPresent()) {
      return Decision.refuse(wrong.get());
    }
    NodeImage node = registration.node();
    List<ClusterEvent> events = new ArrayList<>();
    if (!image.isFormed()) {
      events.add(new ClusterFormed(registration.cluster(), rules.shardsPerReplicationFactor()));
    }
    if (!node.equals(image.nodes().get(node.id()))) {
      events.add(new NodeRegistered(node.id(), node.directory(), node.endpoints(), node.rack()));
    }
    return Decision.of(events, node);
  }

  private Optional<Refusal> checkCluster(NodeRegistration registration) {
    return registration.cluster().equals(image.clusterId())
        ? Optional.empty()
        : refuse(
            "Node %s belongs to cluster %s; this is cluster %s."
                .formatted(registration.node().id(), registration.cluster(), image.clusterId()));
  }

  private Optional<Refusal> checkDirectoryOfNode(NodeImage node) {
    return Optional.ofNullable(image.nodes().get(node.id()))
        .filter(known -> !known.directory().equals(node.directory()))
        .flatMap(
            known ->
                refuse(
                    "Node %s is known with data directory %s and cannot come with %s: what the other held would be missing."
                        .formatted(node.id(), known.directory(), node.directory())));
  }

  private Optional<Refusal> checkNodeOfDirectory(NodeImage node) {
    return image.nodes().values().stream()
        .filter(known -> known.directory().equals(node.directory()))
        .filter(known -> !known.id().equals(node.id()))
        .findFirst()
        .flatMap(
            known ->
                refuse(
                    "Data directory %s is node %s's and cannot be node %s's."
                        .formatted(node.directory(), known.id(), node.id())));
  }

  private static Optional<Refusal> refuse(String message) {
    return Optional.of(new InvalidRequest(message));
  }
}
