package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.ReplicaSets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a log that does not exist yet: a partition's replicas as the controller has placed
 * them; any other log, the controller's too, the node that formed the cluster, and it alone begins
 * it. Were it whoever leads the log first, an entity that moves would begin a second, empty one.
 *
 * <p>A node may know an older image than others do. That does no harm, since of every replica set
 * that an image ever names for a log that exists, a majority knows better; see decision 6.
 */
final class PlacedReplicas implements ReplicaSets {

  private final ReplicaId self;
  private final AtomicReference<@Nullable Metadata> metadata = new AtomicReference<>();

  PlacedReplicas(ReplicaId self) {
    this.self = self;
  }

  /** The storage opens before anything is known of the cluster. */
  void use(Metadata known) {
    metadata.set(known);
  }

  @Override
  public Optional<List<ReplicaId>> initialVoters(String persistenceId) {
    Optional<PartitionId> partition = PartitionId.ofPersistenceId(persistenceId);
    if (partition.isPresent()) {
      return Optional.ofNullable(metadata.get())
          .flatMap(known -> placed(known.image(), partition.get()));
    }
    return self.node().equals(NodeDirectory.FIRST) ? Optional.of(List.of(self)) : Optional.empty();
  }

  /** Empty where the image here does not say, or says that the log is none of this node's. */
  private Optional<List<ReplicaId>> placed(ClusterImage image, PartitionId partition) {
    List<NodeId> nodes =
        image
            .topic(partition.topic())
            .filter(topic -> partition.partition() < topic.partitionCount())
            .map(topic -> image.replicas(topic.shardOf(partition)))
            .orElse(List.of());
    List<ReplicaId> replicas =
        nodes.stream()
            .flatMap(node -> Optional.ofNullable(image.nodes().get(node)).stream())
            .map(PlacedReplicas::replica)
            .toList();
    return replicas.size() == nodes.size() && replicas.contains(self)
        ? Optional.of(replicas)
        : Optional.empty();
  }

  private static ReplicaId replica(NodeImage node) {
    return new ReplicaId(node.id(), node.directory());
  }
}
