package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.partition.remote.ToClient;
import io.tukki.actors.partition.remote.ToServer;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLogs;
import java.time.Clock;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What all partitions of this node share. */
record PartitionNode(
    Metadata metadata,
    PartitionLogs logs,
    PartitionRoutes routes,
    PartitionSettings settings,
    Clock clock,
    Links links) {

  /**
   * How other nodes are told.
   *
   * @param self whom entities tell where they are, when this node has called them
   * @param server where other nodes ask for what is led here
   */
  record Links(ActorRef<ToClient> self, ActorRef<ToServer> server) {}

  /** The partition's topic, as this node knows it now. */
  Optional<TopicImage> topicOf(PartitionId partition) {
    return metadata
        .image()
        .topic(partition.topic())
        .filter(topic -> topic.hasPartition(partition.partition()));
  }
}
