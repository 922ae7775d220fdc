package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.ClusterFormed;
import io.tukki.core.cluster.ClusterEvent.LeadersForced;
import io.tukki.core.cluster.ClusterEvent.NodeDutyChanged;
import io.tukki.core.cluster.ClusterEvent.NodeIdGranted;
import io.tukki.core.cluster.ClusterEvent.NodeRegistered;
import io.tukki.core.cluster.ClusterEvent.NodeRemoved;
import io.tukki.core.cluster.ClusterEvent.PartitionsAdded;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChangeFinished;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChangeStarted;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChanged;
import io.tukki.core.cluster.ClusterEvent.ShardMoveStarted;
import io.tukki.core.cluster.ClusterEvent.ShardPlaced;
import io.tukki.core.cluster.ClusterEvent.TopicConfigAltered;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
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
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The cluster at one version, immutable. Requests are answered from it; the controller is never
 * asked on the way of a record.
 *
 * <p>{@link #apply} makes the next version and shares all but the touched path of its maps with
 * this one, so a change costs the logarithm of the number of topics, however many there are.
 */
public final class ClusterImage {

  /** The log has them all; an image need not. */
  private static final int FORCED_KEPT = 20;

  private final long version;
  private final Formation formation;
  private final NodeRoster nodes;
  private final ShardPlaces shards;
  private final TopicIndex topics;
  private final PSortedMap<TopicId, FactorChange> factorChanges;
  private final PVector<LeadersForced> forced;

  /** What is settled when a cluster is formed; 0 shards before that. */
  private record Formation(ClusterId cluster, int shardsPerReplicationFactor) {}

  private ClusterImage(
      long version,
      Formation formation,
      NodeRoster nodes,
      ShardPlaces shards,
      TopicIndex topics,
      PSortedMap<TopicId, FactorChange> factorChanges,
      PVector<LeadersForced> forced) {
    this.version = version;
    this.formation = formation;
    this.nodes = nodes;
    this.shards = shards;
    this.topics = topics;
    this.factorChanges = factorChanges;
    this.forced = forced;
  }

  /** Before anything has happened, or before anything of it is known here: version 0. */
  public static ClusterImage unformed(ClusterId cluster) {
    return new ClusterImage(
        0,
        new Formation(cluster, 0),
        NodeRoster.EMPTY,
        ShardPlaces.EMPTY,
        TopicIndex.EMPTY,
        TreePMap.empty(),
        TreePVector.empty());
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

  /** The partitions that were dealt to the shard; looks at every topic. */
  public Stream<PartitionId> partitionsOf(ShardId shard) {
    return topics.all().stream()
        .flatMap(topic -> topic.partitions().filter(id -> topic.shardOf(id).equals(shard)));
  }

  public Map<NodeId, NodeImage> nodes() {
    return nodes.registered();
  }

  public NodeDuty duty(NodeId node) {
    return nodes.duties().getOrDefault(node, NodeDuty.FULL);
  }

  /** The nodes that were struck from the cluster, and the data directories they had. */
  public Map<NodeId, DirectoryId> removedNodes() {
    return nodes.removed();
  }

  /** The node that a data directory is, whether it has registered yet or not. */
  public Optional<NodeId> nodeOf(DirectoryId directory) {
    return nodes.nodeOf(directory);
  }

  /** The number for the next node that has none. */
  NodeId nextNodeId() {
    return nodes.next();
  }

  /**
   * The nodes that hold the shard's partitions, the preferred leader first; none if not placed yet.
   */
  public List<NodeId> replicas(ShardId shard) {
    return shards.replicas(shard);
  }

  /** Every shard that has a place. */
  public Map<ShardId, List<NodeId>> placements() {
    return shards.placed();
  }

  public Optional<ShardMove> move(ShardId shard) {
    return shards.move(shard);
  }

  /** The shards that are to get other replica sets, sorted. */
  public List<ShardMove> moves() {
    return shards.targets().keySet().stream().flatMap(shard -> move(shard).stream()).toList();
  }

  /** The topics that are to get another replication factor. */
  public Map<TopicId, FactorChange> factorChanges() {
    return factorChanges;
  }

  /** What operators forced, the last of it, oldest first. */
  public List<LeadersForced> forced() {
    return forced;
  }

  /**
   * The next version. Total: what history says is taken as it is, even where it touches nothing.
   */
  public ClusterImage apply(ClusterEvent event) {
    return switch (event) {
      case ClusterFormed(var cluster, var count) ->
          new ClusterImage(
              version + 1,
              new Formation(cluster, count),
              nodes,
              shards,
              topics,
              factorChanges,
              forced);
      case NodeRegistered(var node, var directory, var endpoints, var rack) ->
          next(nodes.with(new NodeImage(node, directory, endpoints, rack)));
      case NodeIdGranted(var node, var directory) -> next(nodes.granting(node, directory));
      case NodeDutyChanged(var node, var duty) -> next(nodes.with(node, duty));
      case NodeRemoved(var node, var directory) -> next(nodes.without(node, directory));
      case ShardPlaced(var shard, var replicas) -> next(shards.placed(shard, replicas));
      case ShardMoveStarted(var shard, var replicas) -> next(shards.moving(shard, replicas));
      case TopicCreated created -> next(topics.plus(imageOf(created)));
      case PartitionsAdded(var id, var added) -> change(id, topic -> topic.with(added));
      case TopicConfigAltered(var id, var configs) ->
          change(id, topic -> topic.with(TopicConfig.recorded(configs)));
      case ReplicationFactorChangeStarted(var id, var factor, var target) ->
          next(topics, factorChanges.plus(id, new FactorChange(factor, target)));
      case ReplicationFactorChanged(var id, var factor, var target) ->
          change(id, topic -> topic.in(factor, target));
      case ReplicationFactorChangeFinished(var id) -> next(topics, factorChanges.minus(id));
      case TopicDeleted(var id) -> next(topics.minus(id), factorChanges.minus(id));
      case LeadersForced more -> next(more);
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
    for (NodeImage node : nodes().values()) {
      events.add(new NodeRegistered(node.id(), node.directory(), node.endpoints(), node.rack()));
    }
    nodes.granted().forEach((node, directory) -> events.add(new NodeIdGranted(node, directory)));
    nodes.duties().forEach((node, duty) -> events.add(new NodeDutyChanged(node, duty)));
    nodes.removed().forEach((node, directory) -> events.add(new NodeRemoved(node, directory)));
    placements().forEach((shard, replicas) -> events.add(new ShardPlaced(shard, replicas)));
    shards.targets().forEach((shard, target) -> events.add(new ShardMoveStarted(shard, target)));
    for (TopicImage topic : topics.all()) {
      events.add(
          new TopicCreated(
              topic.id(),
              topic.name(),
              topic.replicationFactor(),
              topic.shards(),
              topic.config().overrides()));
    }
    factorChanges.forEach(
        (topic, change) ->
            events.add(
                new ReplicationFactorChangeStarted(
                    topic, change.replicationFactor(), change.shards())));
    events.addAll(forced);
    return new ClusterSnapshot(version, events);
  }

  private interface Change {
    TopicImage of(TopicImage topic);
  }

  private ClusterImage change(TopicId id, Change change) {
    return next(topics.withId(id).map(topic -> topics.plus(change.of(topic))).orElse(topics));
  }

  private ClusterImage next(NodeRoster changed) {
    return new ClusterImage(version + 1, formation, changed, shards, topics, factorChanges, forced);
  }

  private ClusterImage next(ShardPlaces changed) {
    return new ClusterImage(version + 1, formation, nodes, changed, topics, factorChanges, forced);
  }

  private ClusterImage next(TopicIndex changed) {
    return next(changed, factorChanges);
  }

  private ClusterImage next(TopicIndex changed, PSortedMap<TopicId, FactorChange> changes) {
    return new ClusterImage(version + 1, formation, nodes, shards, changed, changes, forced);
  }

  private ClusterImage next(LeadersForced more) {
    PVector<LeadersForced> room = forced.size() < FORCED_KEPT ? forced : forced.minus(0);
    return new ClusterImage(
        version + 1, formation, nodes, shards, topics, factorChanges, room.plus(more));
  }

  private ClusterImage atVersion(long other) {
    return new ClusterImage(other, formation, nodes, shards, topics, factorChanges, forced);
  }

  private static TopicImage imageOf(TopicCreated created) {
    return new TopicImage(
        created.name(),
        created.topic(),
        created.replicationFactor(),
        created.shards(),
        TopicConfig.recorded(created.configs()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClusterImage that
        && version == that.version
        && formation.equals(that.formation)
        && nodes.equals(that.nodes)
        && shards.equals(that.shards)
        && topics.equals(that.topics)
        && factorChanges.equals(that.factorChanges)
        && forced.equals(that.forced);
  }

  @Override
  public int hashCode() {
    return Objects.hash(version, formation.cluster());
  }

  @Override
  public String toString() {
    return "ClusterImage[version %d, %d nodes, %d topics, %d partitions]"
        .formatted(version, nodes().size(), topicCount(), partitionCount());
  }
}
