package io.tukki.actors.replica;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's agent can be asked, from any node. Every question may be asked again. */
public sealed interface ReplicaAgentCommand extends ReplicaAgent.Command {

  /**
   * Have the log's voters be these; the partition is woken if it sleeps. Answered when they are, or
   * at once with {@code NotLeader} or {@code NotReady} where this is not the node or not the moment
   * to do it. No answer means no more than that none has come.
   */
  record ChangeReplicas(
      PartitionId partition, List<ReplicaId> voters, ActorRef<VotersAnswer> replyTo)
      implements ReplicaAgentCommand {

    public ChangeReplicas {
      voters = List.copyOf(voters);
    }
  }

  /**
   * Of the shards led here, which could these nodes lead at once? Answered with those of which the
   * successor holds about everything.
   */
  record WhoCanLead(Map<ShardId, NodeId> successors, ActorRef<ReadyShards> replyTo)
      implements ReplicaAgentCommand {

    public WhoCanLead {
      successors = Map.copyOf(successors);
    }
  }

  /** How do the replicas here fare? */
  record Report(ActorRef<NodeReport> replyTo) implements ReplicaAgentCommand {}
}
