package io.tukki.core.cluster;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster at one version, immutable. Requests are answered from it; the controller is never
 * asked on the way of a record.
 */
public interface ClusterImage {

  /** Grows by one with each event. */
  long version();

  ClusterId clusterId();

  Optional<TopicImage> topic(String name);

  Optional<TopicImage> topic(TopicId id);

  /** Every topic, sorted by name. */
  Iterable<TopicImage> topics();

  int topicCount();

  Map<NodeId, NodeImage> nodes();

  /** The nodes that hold the shard's partitions, the preferred leader first. */
  List<NodeId> replicas(ShardId shard);
}
