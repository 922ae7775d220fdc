package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Metadata that the test itself writes. */
final class TestMetadata implements Metadata {

  static final NodeId NODE = new NodeId(1);
  static final int SHARDS = 60;

  private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();
  private volatile ClusterImage image = ClusterImage.unformed(new ClusterId(UUID.randomUUID()));

  void form() {
    apply(new ClusterEvent.ClusterFormed(image.clusterId(), SHARDS));
    place(List.of(NODE));
  }

  /** All shards to these nodes, the preferred leader first. */
  void place(List<NodeId> nodes) {
    for (int shard = 0; shard < SHARDS; shard++) {
      apply(new ClusterEvent.ShardPlaced(new ShardId(1, shard), nodes));
    }
  }

  TopicId createTopic(String name, int partitions, Map<String, String> configs) {
    return createTopic(name, 1, partitions, configs);
  }

  TopicId createTopic(String name, int replicas, int partitions, Map<String, String> configs) {
    TopicId id = new TopicId(UUID.randomUUID());
    List<ShardId> shards =
        IntStream.range(0, partitions).mapToObj(i -> new ShardId(replicas, i % SHARDS)).toList();
    if (replicas > 1) {
      shards.forEach(
          shard ->
              apply(
                  new ClusterEvent.ShardPlaced(
                      shard, List.of(NODE, new NodeId(2), new NodeId(3)))));
    }
    apply(new ClusterEvent.TopicCreated(id, name, replicas, shards, configs));
    return id;
  }

  synchronized void apply(ClusterEvent event) {
    image = image.apply(event);
    listeners.forEach(listener -> listener.accept(image));
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
  public synchronized Subscription subscribe(Consumer<ClusterImage> listener) {
    listeners.add(listener);
    listener.accept(image);
    return () -> listeners.remove(listener);
  }
}
