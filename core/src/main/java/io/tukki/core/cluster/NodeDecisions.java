package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.NodeDutyChanged;
import io.tukki.core.cluster.ClusterEvent.NodeIdGranted;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.cluster.ClusterEvent.NodeRemoved;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Refusal.TooFewNodes;
import io.tukki.core.result.Refusal.UnknownNode;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the controller decides about nodes. */
public record NodeDecisions(ClusterImage image, ClusterRules rules) {

  /** The first node to come forms the cluster. One that comes back unchanged changes nothing. */
  public Decision<NodeImage> register(NodeRegistration registration) {
    Optional<Refusal> wrong =
        checkCluster(registration)
            .or(() -> checkDirectoryOfNode(registration.node()))
            .or(() -> checkNodeOfDirectory(registration.node()))
            .or(() -> checkNotRemoved(registration.node()));
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

  /** Which node a data directory is: the same at each time of asking, and never another's. */
  public Decision<NodeId> grantId(DirectoryId directory) {
    if (image.removedNodes().containsValue(directory)) {
      return Decision.refuse(
          new InvalidRequest("Data directory %s was decommissioned.".formatted(directory)));
    }
    return image
        .nodeOf(directory)
        .map(known -> Decision.of(List.of(), known))
        .orElseGet(
            () -> {
              NodeId node = image.nextNodeId();
              return Decision.of(List.of(new NodeIdGranted(node, directory)), node);
            });
  }

  /**
   * The node leads nothing any more where others can; for a restart, say.
   *
   * @param replicasToo whether it is to hold nothing either
   * @param away nodes that are not here now
   */
  public Decision<ShardPlan> drain(NodeId node, boolean replicasToo, Set<NodeId> away) {
    return checkKnown(node)
        .or(() -> checkOthers(node))
        .<Decision<ShardPlan>>map(Decision::refuse)
        .orElseGet(
            () ->
                replicasToo
                    ? empty(node, NodeDuty.NOTHING, away)
                    : Decision.of(dutyChange(node, NodeDuty.FOLLOW), ShardPlan.NOTHING));
  }

  /**
   * What the node holds goes to others; then {@link #tend} strikes it from the cluster.
   *
   * @param bound the node that the controller runs on, where it could not go on without it
   */
  public Decision<ShardPlan> decommission(NodeId node, Set<NodeId> away, Set<NodeId> bound) {
    return checkKnown(node)
        .or(() -> checkOthers(node))
        .or(() -> checkNotBound(node, bound))
        .<Decision<ShardPlan>>map(Decision::refuse)
        .orElseGet(() -> empty(node, NodeDuty.LEAVE, away));
  }

  private Decision<ShardPlan> empty(NodeId node, NodeDuty duty, Set<NodeId> away) {
    Decision<ShardPlan> evacuation = new ShardDecisions(image, away).evacuate(node);
    return switch (evacuation.result()) {
      case Result.Refused<ShardPlan> refused -> evacuation;
      case Result.Ok<ShardPlan>(var plan) -> {
        List<ClusterEvent> events = new ArrayList<>(dutyChange(node, duty));
        events.addAll(evacuation.events());
        yield Decision.of(events, plan);
      }
    };
  }

  /** The node leads and holds what it is given, as ever. What moves away goes on moving. */
  public Decision<ShardPlan> resume(NodeId node) {
    return checkKnown(node)
        .<Decision<ShardPlan>>map(Decision::refuse)
        .orElseGet(() -> Decision.of(dutyChange(node, NodeDuty.FULL), ShardPlan.NOTHING));
  }

  /**
   * What is to be done now and then: what is left on nodes that are being emptied or have been away
   * for long goes to others, as far as it can, and a node that leaves and holds nothing is gone.
   *
   * @param lost nodes that have been away for so long that they are replaced; they are away, too
   * @param needed nodes without whose vote the controller might not go on
   */
  public List<ClusterEvent> tend(Set<NodeId> away, Set<NodeId> lost, Set<NodeId> needed) {
    List<ClusterEvent> events = new ArrayList<>();
    for (NodeImage node : image.nodes().values()) {
      ClusterImage now = image.applyAll(events);
      if (lost.contains(node.id()) || !image.duty(node.id()).holds()) {
        events.addAll(new ShardDecisions(now, away).replace(node.id()).events());
      }
      if (image.duty(node.id()) == NodeDuty.LEAVE
          && !needed.contains(node.id())
          && !isConcerned(now, node.id())) {
        events.add(new NodeRemoved(node.id(), node.directory()));
      }
    }
    return events;
  }

  private static boolean isConcerned(ClusterImage image, NodeId node) {
    return image.placements().values().stream().anyMatch(set -> set.contains(node))
        || image.moves().stream().anyMatch(move -> move.target().contains(node))
        // The step in which the old leader lets go may be missing still.
        || !image.factorChanges().isEmpty();
  }

  private List<ClusterEvent> dutyChange(NodeId node, NodeDuty duty) {
    return image.duty(node) == duty ? List.of() : List.of(new NodeDutyChanged(node, duty));
  }

  private Optional<Refusal> checkKnown(NodeId node) {
    return image.nodes().containsKey(node)
        ? Optional.empty()
        : Optional.of(new UnknownNode(node.toString()));
  }

  private Optional<Refusal> checkOthers(NodeId node) {
    boolean others =
        image.nodes().keySet().stream()
            .anyMatch(other -> !other.equals(node) && image.duty(other) == NodeDuty.FULL);
    return others
        ? Optional.empty()
        : Optional.of(
            new TooFewNodes(
                "There is no other node that could do what node %s does.".formatted(node)));
  }

  private Optional<Refusal> checkNotBound(NodeId node, Set<NodeId> bound) {
    return bound.contains(node)
        ? Optional.of(
            new TooFewNodes(
                ("Node %s runs the controller, which cannot move to the only other node by itself."
                        + " Restart node %s first: the other one runs the controller then.")
                    .formatted(node, node)))
        : Optional.empty();
  }

  private Optional<Refusal> checkNotRemoved(NodeImage node) {
    boolean removed =
        image.removedNodes().containsKey(node.id())
            || image.removedNodes().containsValue(node.directory());
    return removed
        ? refuse(
            "Node %s was decommissioned. To take this machine in again, give it an empty data directory."
                .formatted(node.id()))
        : Optional.empty();
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
