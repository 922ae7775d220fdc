package io.tukki.actors;

import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where the cluster's data lies and who leads it. Each change is durable when it is answered, and
 * the image of the node that was asked holds it by then; what it sets going goes on after that.
 */
public interface Shards {

  /**
   * @param replicas as many nodes as the shard's replication factor, the preferred leader first
   * @param instead whether it takes the place of a move that is under way; to name the present
   *     place then calls that off
   */
  CompletionStage<Result<ShardPlan>> move(ShardId shard, List<NodeId> replicas, boolean instead);

  /**
   * Spreads replicas and leaders evenly, with as little copying as that takes.
   *
   * @param leadersOnly whether nothing is to be copied
   */
  CompletionStage<Result<ShardPlan>> balance(boolean leadersOnly);

  /**
   * The node leads nothing any more where others can.
   *
   * @param replicasToo whether it is to hold nothing either
   */
  CompletionStage<Result<ShardPlan>> drain(NodeId node, boolean replicasToo);

  /** The node leads and holds what it is given, as ever. */
  CompletionStage<Result<ShardPlan>> resume(NodeId node);

  /** The node is emptied, and struck from the cluster once it is. */
  CompletionStage<Result<ShardPlan>> decommission(NodeId node);

  /**
   * An operator's decision, for the day on which nodes are lost for good that held the majority of
   * logs: the replicas of the node that is asked lead those alone, and the controller's log if that
   * is one of them. Whatever was acknowledged and is not here is lost.
   *
   * @param lost the nodes that will not come back; refused where one of them is here
   * @param by who decided it, to be recorded
   */
  CompletionStage<Result<UncleanElection>> electUnclean(Set<NodeId> lost, String by);

  /** What all nodes say of themselves, within a bounded time; who says nothing is unknown. */
  CompletionStage<ClusterStatus> status();
}
