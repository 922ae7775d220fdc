package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.cluster.ClusterEvent.PartitionsAdded;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.ClusterEvent.TopicConfigAltered;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The cluster at one version, immutable. Requests are answered from it; the controller is never
 * asked on the way of a record.
 *
 * <p>{@link #apply} makes the next version and shares all but the touched path of its maps with
 * this one, so a change costs the logarithm of the number of topics, however many there are.
 */
public final class ClusterImage {

  private final long version;
  private final Formation formation;
  private final PSortedMap<NodeId, NodeImage> nodes;
  private final PSortedMap<ShardId, List<NodeId>> placements;
  private final TopicIndex topics;

  /** What is settled when a cluster is formed; 0 shards before that. */
  private record Formation(ClusterId cluster, int shardsPerReplicationFactor) {}

  private ClusterImage(
      long version,
      Formation formation,
      PSortedMap<NodeId, NodeImage> nodes,
      PSortedMap<ShardId, List<NodeId>> placements,
      TopicIndex topics) {
    this.version = version;
    this.formation = formation;
    this.nodes = nodes;
    this.placements = placements;
    this.topics = topics;
  }

  /** Before anything has happened, or before anything of it is known here: version 0. */
  public static ClusterImage unformed(ClusterId cluster) {
    return new ClusterImage(
        0, new Formation(cluster, 0), TreePMap.empty(), TreePMap.empty(), TopicIndex.EMPTY);
  }

  /** The image that a snapshot was taken of. */
  public static ClusterImage of(ClusterId cluster, ClusterSnapshot snapshot) {
    return unformed(cluster).applyAll(snapshot.events()).atVersion(snapshot.version());
  }

  /** Grows by one with each event. */
  public long version() {
    return version;
  }

  public ClusterId clusterId() {
    return formation.cluster();
  }

  /** False until the first node has registered: there is nothing to place a topic on. */
  public boolean isFormed() {
    return formation.shardsPerReplicationFactor() > 0;
  }

  /** How many shards the partitions of one replication factor are dealt to; 0 before formation. */
  public int shardsPerReplicationFactor() {
    return formation.shardsPerReplicationFactor();
  }

  public Optional<TopicImage> topic(String name) {
    return topics.named(name);
  }

  public Optional<TopicImage> topic(TopicId id) {
    return topics.withId(id);
  }

  /** Every topic, sorted by name. */
  public Collection<TopicImage> topics() {
    return topics.all();
  }

  /** The topics whose names sort behind this one, which need not be a topic's: for paging. */
  public Collection<TopicImage> topicsAfter(String name) {
    return topics.after(name);
  }

  /**
   * A topic whose name differs from this one in dots and underscores alone, so that metrics of the
   * two could not be told apart.
   */
  public Optional<TopicImage> topicCollidingWith(String name) {
    return topics.collidingWith(name);
  }

  public int topicCount() {
    return topics.count();
  }

  /** The partitions of all topics together. */
  public int partitionCount() {
    return topics.partitionCount();
  }

  /** How many partitions were dealt to the shard. */
  public int partitionsIn(ShardId shard) {
    return topics.partitionsIn(shard);
  }

  public Map<NodeId, NodeImage> nodes() {
    return nodes;
  }

  /**
   * The nodes that hold the shard's partitions, the preferred leader first; none if not placed yet.
   */
  public List<NodeId> replicas(ShardId shard) {
    return placements.getOrDefault(shard, List.of());
  }

  /** Every shard that has a place. */
  public Map<ShardId, List<NodeId>> placements() {
    return placements;
  }

  /**
   * The next version. Total: what history says is taken as it is, even where it touches nothing.
   */
  public ClusterImage apply(ClusterEvent event) {
    return switch (event) {
      case ClusterFormed(var cluster, var shards) ->
          next(new Formation(cluster, shards), nodes, placements, topics);
      case NodeRegistered(var node, var directory, var endpoints, var rack) ->
          next(
              formation,
              nodes.plus(node, new NodeImage(node, directory, endpoints, rack)),
              placements,
              topics);
      case ShardPlaced(var shard, var replicas) ->
          next(formation, nodes, placements.plus(shard, replicas), topics);
      case TopicCreated created -> next(topics.plus(imageOf(created)));
      case PartitionsAdded(var id, var shards) -> change(id, topic -> grown(topic, shards));
      case TopicConfigAltered(var id, var configs) ->
          change(id, topic -> configured(topic, TopicConfig.recorded(configs)));
      case TopicDeleted(var id) -> next(topics.minus(id));
    };
  }

  public ClusterImage applyAll(Iterable<? extends ClusterEvent> events) {
    ClusterImage image = this;
    for (ClusterEvent event : events) {
      image = image.apply(event);
    }
    return image;
  }

  /** The image as the fewest events that make it; {@link #of} is the way back. */
  public ClusterSnapshot snapshot() {
    List<ClusterEvent> events = new ArrayList<>();
    if (isFormed()) {
      events.add(new ClusterFormed(clusterId(), shardsPerReplicationFactor()));
    }
    for (NodeImage node : nodes.values()) {
      events.add(new NodeRegistered(node.id(), node.directory(), node.endpoints(), node.rack()));
    }
    placements.forEach((shard, replicas) -> events.add(new ShardPlaced(shard, replicas)));
    for (TopicImage topic : topics.all()) {
      events.add(
          new TopicCreated(
              topic.id(),
              topic.name(),
              topic.replicationFactor(),
              topic.shards(),
              topic.config().overrides()));
    }
    return new ClusterSnapshot(version, events);
  }

  private interface Change {
    TopicImage of(TopicImage topic);
  }

  private ClusterImage change(TopicId id, Change change) {
    return next(topics.withId(id).map(topic -> topics.plus(change.of(topic))).orElse(topics));
  }

  private ClusterImage next(TopicIndex changed) {
    return next(formation, nodes, placements, changed);
  }

  private ClusterImage next(
      Formation settled,
      PSortedMap<NodeId, NodeImage> registered,
      PSortedMap<ShardId, List<NodeId>> placed,
      TopicIndex changed) {
    return new ClusterImage(version + 1, settled, registered, placed, changed);
  }

  private ClusterImage atVersion(long other) {
    return new ClusterImage(other, formation, nodes, placements, topics);
  }

  private static TopicImage imageOf(TopicCreated created) {
    return new TopicImage(
        created.name(),
        created.topic(),
        created.replicationFactor(),
        created.shards(),
        TopicConfig.recorded(created.configs()));
  }

  private static TopicImage grown(TopicImage topic, List<ShardId> shards) {
    return new TopicImage(
        topic.name(),
        topic.id(),
        topic.replicationFactor(),
        Stream.concat(topic.shards().stream(), shards.stream()).toList(),
        topic.config());
  }

  private static TopicImage configured(TopicImage topic, TopicConfig config) {
    return new TopicImage(
        topic.name(), topic.id(), topic.replicationFactor(), topic.shards(), config);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClusterImage that
        && version == that.version
        && formation.equals(that.formation)
        && nodes.equals(that.nodes)
        && placements.equals(that.placements)
        && topics.equals(that.topics);
  }

  @Override
  public int hashCode() {
    return Objects.hash(version, formation.cluster());
  }

  @Override
  public String toString() {
    return "ClusterImage[version %d, %d nodes, %d topics, %d partitions]"
        .formatted(version, nodes.size(), topicCount(), partitionCount());
  }
}
