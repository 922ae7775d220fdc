package io.tukki.actors.controller;

import io.tukki.core.cluster.ForcedLog;
import io.tukki.core.cluster.NodeRegistration;
import io.tukki.core.cluster.Relocation;
import io.tukki.core.cluster.TopicSpec;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the controller can be asked, from any node. Each is answered once it is durable. */
public sealed interface ControllerCommand {

  record CreateTopic(TopicSpec spec, boolean validateOnly, ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record AddPartitions(String topic, int total, boolean validateOnly, ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record AlterTopicConfigs(
      String topic,
      Map<String, Optional<String>> changes,
      boolean validateOnly,
      ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  /** The topic has it once its logs have followed. */
  record ChangeReplicationFactor(
      String topic, int replicationFactor, boolean validateOnly, ActorRef<TopicAnswer> replyTo)
      implements ControllerCommand {}

  record DeleteTopic(String topic, ActorRef<TopicAnswer> replyTo) implements ControllerCommand {}

  /** Asked by a node with a blank data directory, which gets the same answer each time. */
  record GrantNodeId(DirectoryId directory, ActorRef<NodeIdAnswer> replyTo)
      implements ControllerCommand {}

  record RegisterNode(NodeRegistration registration, ActorRef<NodeAnswer> replyTo)
      implements ControllerCommand {}

  /** What changes where shards lie and who leads them. */
  sealed interface Placing extends ControllerCommand {
    ActorRef<ShardPlanAnswer> replyTo();
  }

  /**
   * @param replicasToo whether the node is to hold nothing, rather than only to lead nothing
   */
  record DrainNode(NodeId node, boolean replicasToo, ActorRef<ShardPlanAnswer> replyTo)
      implements Placing {}

  record ResumeNode(NodeId node, ActorRef<ShardPlanAnswer> replyTo) implements Placing {}

  record DecommissionNode(NodeId node, ActorRef<ShardPlanAnswer> replyTo) implements Placing {}

  /**
   * @param instead whether it takes the place of a move that is under way
   */
  record MoveShard(
      ShardId shard, List<NodeId> replicas, boolean instead, ActorRef<ShardPlanAnswer> replyTo)
      implements Placing {

    public MoveShard {
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * @param leadersOnly whether nothing is to be copied
   */
  record BalanceShards(boolean leadersOnly, ActorRef<ShardPlanAnswer> replyTo) implements Placing {}

  /** An operator had a node's replicas lead alone: to be remembered. */
  record RecordForced(
      NodeId node, String by, List<ForcedLog> logs, ActorRef<ShardPlanAnswer> replyTo)
      implements Placing {

    public RecordForced {
      logs = List.copyOf(logs);
    }
  }

  /** How far are the moves that are under way? */
  record ReportMoves(ActorRef<MovesReport> replyTo) implements ControllerCommand {}

  /** The controller's own mover: all logs of a relocation have these voters. */
  record Advance(Relocation what, Map<PartitionId, List<NodeId>> voters)
      implements ControllerCommand {

    public Advance {
      voters = Map.copyOf(voters);
    }
  }

  /**
   * The controller's own mover: look after these.
   *
   * @param away nodes that are not here
   * @param lost those of them that are to be replaced
   */
  record Tend(Set<NodeId> away, Set<NodeId> lost) implements ControllerCommand {

    public Tend {
      away = Set.copyOf(away);
      lost = Set.copyOf(lost);
    }
  }

  /**
   * Keeps the follower's image current from now on: it gets what it lacks at once, and then each
   * delta. To be repeated now and then, which is cheap, and finds out what was lost on the way.
   *
   * @param knownVersion of the follower's image
   */
  record Follow(long knownVersion, ActorRef<ImageUpdate> follower) implements ControllerCommand {}

  /** The controller's own note that a follower's node or actor has stopped. */
  record FollowerStopped(ActorRef<ImageUpdate> follower) implements ControllerCommand {}

  /** Its node stops: the next controller is elsewhere. Said on this node alone. */
  record Stop() implements ControllerCommand {}
}
