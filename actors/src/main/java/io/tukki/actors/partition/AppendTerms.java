package io.tukki.actors.partition;

import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.id.PartitionId;
import java.util.Optional;

/**
 * What an append must know of its partition, as one image has it. Kept from append to append, since
 * looking it up in the image's trees costs as much as checking a small batch.
 */
record AppendTerms(ClusterImage image, TopicConfig config, int replicas) {

  /** Empty where the image does not know the partition. */
  static Optional<AppendTerms> in(ClusterImage image, EntityId entity) {
    PartitionId partition = entity.partition();
    return image
        .topic(partition.topic())
        .filter(topic -> topic.hasPartition(partition.partition()))
        .map(
            topic -> new AppendTerms(image, topic.config(), image.replicas(entity.shard()).size()));
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the very image is the question
  boolean areOf(ClusterImage asked) {
    return image == asked;
  }
}
