package io.tukki.api.http.backend;

import io.tukki.actors.Broker;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.Materializer;

/**
 * What lies behind the door.
 *
 * @param blocking where slices of logs may be read
 */
public record Backend(
    Broker broker, Executor blocking, InstantSource clock, Materializer materializer) {

  /**
   * @throws RefusedException if there is none of that name
   */
  public TopicImage topic(String name) {
    ClusterImage image = broker.metadata().image();
    return image.topic(name).orElseThrow(() -> new RefusedException(missing(name, image)));
  }

  /** A node that has only just started has not heard of any topic, and must not deny them. */
  private static Refusal missing(String name, ClusterImage image) {
    return image.nodes().isEmpty()
        ? new Refusal.NotReady("This node has not heard from the cluster's controller yet.")
        : new Refusal.UnknownTopic(name);
  }

  /**
   * @throws RefusedException if the topic has no such partition
   */
  public static PartitionId partition(TopicImage topic, int partition) {
    if (!topic.hasPartition(partition)) {
      throw new RefusedException(
          new Refusal.UnknownPartition(topic.name(), partition, topic.partitionCount()));
    }
    return topic.partition(partition);
  }
}
