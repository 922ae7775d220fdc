package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.cluster.ClusterEvent.ShardMoveStarted;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlacedReplicasTest {

  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
  private static final ShardId SHARD = new ShardId(2, 0);
  private static final TopicId TOPIC = new TopicId(new UUID(2, 2));
  private static final String PARTITION = new PartitionId(TOPIC, 0).persistenceId();

  private static ReplicaId replica(int node) {
    return new ReplicaId(new NodeId(node), new DirectoryId(new UUID(3, node)));
  }

  private static ClusterImage image(ClusterEvent... more) {
    List<ClusterEvent> events = new ArrayList<>(List.of(new ClusterFormed(CLUSTER, 1)));
    for (int node = 1; node <= 3; node++) {
      events.add(
          new NodeRegistered(
              new NodeId(node), replica(node).directory(), Map.of(), Optional.empty()));
    }
    events.addAll(List.of(more));
    return ClusterImage.unformed(CLUSTER).applyAll(events);
  }

  private static final ClusterEvent[] PLACED = {
    new ShardPlaced(SHARD, List.of(new NodeId(1), new NodeId(2))),
    new TopicCreated(TOPIC, "t", 2, List.of(SHARD), Map.of()),
    new ShardMoveStarted(SHARD, List.of(new NodeId(2), new NodeId(3)))
  };

  private static PlacedReplicas of(int node, ClusterImage image) {
    PlacedReplicas placed = new PlacedReplicas(replica(node));
    placed.use(new Known(image));
    return placed;
  }

  private record Known(ClusterImage image) implements Metadata {
    @Override
    public CompletionStage<ClusterImage> atLeast(long version) {
      return CompletableFuture.completedFuture(image);
    }

    @Override
    public Subscription subscribe(Consumer<ClusterImage> listener) {
      throw new UnsupportedOperationException("nobody listens");
    }
  }

  @Test
  void partitionIsBegunWhereItsShardLiesAndNotWhereThatGoes() {
    ClusterImage image = image(PLACED);

    assertThat(of(1, image).initialVoters(PARTITION)).contains(List.of(replica(1), replica(2)));
    assertThat(of(3, image).initialVoters(PARTITION)).isEmpty();
  }

  @Test
  void partitionThatTheImageDoesNotKnowIsNotBegun() {
    assertThat(of(1, image()).initialVoters(PARTITION)).isEmpty();
    assertThat(new PlacedReplicas(replica(1)).initialVoters(PARTITION)).isEmpty();
  }

  /** Its entity may have lived, and written, on another node before. */
  @Test
  void logThatNothingPlacesIsBegunByOneNodeOnly() {
    for (String id : List.of("controller", "invoice|7")) {
      assertThat(of(1, image(PLACED)).initialVoters(id)).contains(List.of(replica(1)));
      assertThat(of(2, image(PLACED)).initialVoters(id)).isEmpty();
    }
  }
}
