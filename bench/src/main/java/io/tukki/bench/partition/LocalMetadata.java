package io.tukki.bench.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A cluster of one node and one topic that never changes. */
final class LocalMetadata implements Metadata {

  static final NodeId NODE = new NodeId(0);

  private final TopicId topic = new TopicId(UUID.randomUUID());
  private final ClusterImage image;

  LocalMetadata(int partitions) {
    ShardId shard = new ShardId(1, 0);
    ClusterId cluster = new ClusterId(UUID.randomUUID());
    List<ShardId> shards = IntStream.range(0, partitions).mapToObj(i -> shard).toList();
    this.image =
        ClusterImage.unformed(cluster)
            .apply(new ClusterEvent.ClusterFormed(cluster, 1))
            .apply(new ClusterEvent.ShardPlaced(shard, List.of(NODE)))
            .apply(new ClusterEvent.TopicCreated(topic, "load", 1, shards, Map.of()));
  }

  PartitionId partition(int number) {
    return new PartitionId(topic, number);
  }

  @Override
  public ClusterImage image() {
    return image;
  }

  @Override
  public CompletionStage<ClusterImage> atLeast(long version) {
    return CompletableFuture.completedFuture(image);
  }

  @Override
  public Subscription subscribe(Consumer<ClusterImage> listener) {
    listener.accept(image);
    return () -> {};
  }
}
