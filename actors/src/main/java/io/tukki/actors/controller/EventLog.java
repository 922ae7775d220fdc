package io.tukki.actors.controller;

import io.tukki.core.cluster.ClusterEvent;
import java.util.List;
import org.slf4j.Logger;

/** What the controller has decided, in a line each. */
final class EventLog {

  private EventLog() {}

  static void write(Logger log, List<ClusterEvent> events) {
    events.forEach(event -> write(log, event));
  }

  private static void write(Logger log, ClusterEvent event) {
    switch (event) {
      case ClusterEvent.ClusterFormed formed -> log.info("cluster {} is formed", formed.cluster());
      case ClusterEvent.NodeIdGranted granted ->
          log.info("data directory {} is node {} from now on", granted.directory(), granted.node());
      case ClusterEvent.NodeRegistered registered ->
          log.info("node {} registered: {}", registered.node(), registered.endpoints());
      case ClusterEvent.NodeDutyChanged changed ->
          log.info("node {} has duty {} now", changed.node(), changed.duty());
      case ClusterEvent.NodeRemoved removed ->
          log.info("node {} is none of the cluster's any more", removed.node());
      case ClusterEvent.ShardMoveStarted started ->
          log.info("shard {} is to move to {}", started.shard(), started.replicas());
      case ClusterEvent.ShardPlaced placed ->
          log.debug("shard {} is placed on {}", placed.shard(), placed.replicas());
      case ClusterEvent.TopicCreated created ->
          log.info(
              "topic {} created: id {}, {} partitions",
              created.name(),
              created.topic(),
              created.shards().size());
      case ClusterEvent.PartitionsAdded added ->
          log.info("topic {} has {} more partitions", added.topic(), added.shards().size());
      case ClusterEvent.TopicConfigAltered altered ->
          log.info("topic {} is configured {}", altered.topic(), altered.configs());
      case ClusterEvent.ReplicationFactorChangeStarted started ->
          log.info(
              "topic {} is to have replication factor {}",
              started.topic(),
              started.replicationFactor());
      case ClusterEvent.ReplicationFactorChanged changed ->
          log.info(
              "topic {} has replication factor {} now",
              changed.topic(),
              changed.replicationFactor());
      case ClusterEvent.ReplicationFactorChangeFinished finished ->
          log.debug("topic {} has let go of its old leaders", finished.topic());
      case ClusterEvent.TopicDeleted deleted -> log.info("topic {} deleted", deleted.topic());
      case ClusterEvent.LeadersForced forced ->
          log.warn(
              "{} had node {} lead {} logs alone; what it did not hold of them is lost",
              forced.by(),
              forced.node(),
              forced.logs().size());
    }
  }
}
