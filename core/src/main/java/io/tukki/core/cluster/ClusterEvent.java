package io.tukki.core.cluster;

import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has happened to the cluster's metadata. The controller's log is a sequence of these, and so
 * is what keeps every node's {@link ClusterImage} current.
 *
 * <p>They are stored for ever: a case is never renamed and its components keep their names and
 * meaning; a new meaning is a new case. Each carries what came of a decision rather than what was
 * asked for, so that replaying it needs no rules.
 */
public sealed interface ClusterEvent {

  /**
   * The cluster came into being.
   *
   * @param shardsPerReplicationFactor fixed from here on, because it says where every partition is
   */
  record ClusterFormed(ClusterId cluster, int shardsPerReplicationFactor) implements ClusterEvent {}

  /** A data directory that belonged to no cluster has become this node's, which may never come. */
  record NodeIdGranted(NodeId node, DirectoryId directory) implements ClusterEvent {}

  /** A node came for the first time, or came back with other addresses. */
  record NodeRegistered(
      NodeId node, DirectoryId directory, Map<String, Endpoint> endpoints, Optional<String> rack)
      implements ClusterEvent {

    public NodeRegistered {
      endpoints = Map.copyOf(endpoints);
    }
  }

  /** The node is meant to do this from now on, whatever it was before. */
  record NodeDutyChanged(NodeId node, NodeDuty duty) implements ClusterEvent {}

  /**
   * The node is none of the cluster's any more. Its number is not given again.
   *
   * @param directory the one that it had, which is not taken in again either
   */
  record NodeRemoved(NodeId node, DirectoryId directory) implements ClusterEvent {}

  /**
   * The shard is to get this replica set; its logs' voters are changed from now on. Takes the place
   * of a move that was under way. It ends with the {@link ShardPlaced} that has the same replicas.
   */
  record ShardMoveStarted(ShardId shard, List<NodeId> replicas) implements ClusterEvent {

    public ShardMoveStarted {
      replicas = List.copyOf(replicas);
    }
  }

  /** A shard has this replica set from now on, the preferred leader first. */
  record ShardPlaced(ShardId shard, List<NodeId> replicas) implements ClusterEvent {

    public ShardPlaced {
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * @param shards the shard of each partition, by partition number
   * @param configs what was set for the topic itself
   */
  record TopicCreated(
      TopicId topic,
      String name,
      int replicationFactor,
      List<ShardId> shards,
      Map<String, String> configs)
      implements ClusterEvent {

    public TopicCreated {
      shards = List.copyOf(shards);
      configs = Map.copyOf(configs);
    }
  }

  /**
   * @param shards the shards of the new partitions, whose numbers follow those that were there
   */
  record PartitionsAdded(TopicId topic, List<ShardId> shards) implements ClusterEvent {

    public PartitionsAdded {
      shards = List.copyOf(shards);
    }
  }

  /**
   * @param configs all that is set for the topic itself afterwards
   */
  record TopicConfigAltered(TopicId topic, Map<String, String> configs) implements ClusterEvent {

    public TopicConfigAltered {
      configs = Map.copyOf(configs);
    }
  }

  /**
   * The topic's partitions are to go to these shards; their logs' voters are changed from now on.
   *
   * @param shards the new shard of each partition, by partition number
   */
  record ReplicationFactorChangeStarted(TopicId topic, int replicationFactor, List<ShardId> shards)
      implements ClusterEvent {

    public ReplicationFactorChangeStarted {
      shards = List.copyOf(shards);
    }
  }

  /** The topic's partitions are in these shards from now on. */
  record ReplicationFactorChanged(TopicId topic, int replicationFactor, List<ShardId> shards)
      implements ClusterEvent {

    public ReplicationFactorChanged {
      shards = List.copyOf(shards);
    }
  }

  /** The topic's logs have the voters of their shards and no others. */
  record ReplicationFactorChangeFinished(TopicId topic) implements ClusterEvent {}

  record TopicDeleted(TopicId topic) implements ClusterEvent {}

  /**
   * An operator had a node's replicas go on alone, because too many others are lost for good.
   *
   * @param by who, in the operator's own words
   */
  record LeadersForced(NodeId node, String by, long atMs, List<ForcedLog> logs)
      implements ClusterEvent {

    public LeadersForced {
      logs = List.copyOf(logs);
    }
  }
}
