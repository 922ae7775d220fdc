package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLogs;
import java.time.Clock;
import java.util.Optional;

/** What all partitions of this node share. */
record PartitionNode(
    Metadata metadata,
    PartitionLogs logs,
    PartitionRoutes routes,
    PartitionSettings settings,
    Clock clock) {

  /** The partition's topic, as this node knows it now. */
  Optional<TopicImage> topicOf(PartitionId partition) {
    return metadata
        .image()
        .topic(partition.topic())
        .filter(topic -> topic.hasPartition(partition.partition()));
  }
}
