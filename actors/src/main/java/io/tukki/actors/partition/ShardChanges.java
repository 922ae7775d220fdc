package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.TopicId;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows topics to the shards of another replication factor: their partitions are other entities
 * there. Called by the metadata's own thread alone.
 */
final class ShardChanges {

  private final PartitionRoutes routes;
  private Set<TopicId> changing = Set.of();

  private ShardChanges(PartitionRoutes routes) {
    this.routes = routes;
  }

  static void follow(Metadata metadata, PartitionRoutes routes) {
    metadata.subscribe(new ShardChanges(routes)::onImage);
  }

  private void onImage(ClusterImage image) {
    Set<TopicId> concerned = new HashSet<>(changing);
    changing = Set.copyOf(image.factorChanges().keySet());
    concerned.addAll(changing);
    for (TopicId id : concerned) {
      image
          .topic(id)
          .ifPresent(
              topic ->
                  topic
                      .partitions()
                      .forEach(
                          partition ->
                              routes.rehome(new EntityId(topic.shardOf(partition), partition))));
    }
  }
}
