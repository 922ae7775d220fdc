package io.tukki.actors.controller;

import io.tukki.actors.ClusterStatus;
import io.tukki.actors.Metadata;
import io.tukki.actors.Shards;
import io.tukki.actors.UncleanElection;
import io.tukki.actors.replica.NodeReport;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the controller, and every node's agent. Thread-safe. */
public final class ControllerShards implements Shards {

  private final ControllerRequests requests;
  private final Metadata metadata;
  private final Optional<ReplicaAgents> agents;
  private final Optional<UncleanElections> unclean;

  /**
   * @param site empty where there is nobody to ask
   */
  public ControllerShards(
      ControllerRequests requests, Metadata metadata, Optional<ControllerSite> site) {
    this.requests = requests;
    this.metadata = metadata;
    this.agents = site.map(ControllerSite::agents);
    this.unclean = site.map(here -> new UncleanElections(requests, metadata, here));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> move(
      ShardId shard, List<NodeId> replicas, boolean instead) {
    return requests.<ShardPlan, ShardPlanAnswer>ask(
        replyTo -> new ControllerCommand.MoveShard(shard, replicas, instead, replyTo));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> balance(boolean leadersOnly) {
    return requests.<ShardPlan, ShardPlanAnswer>ask(
        replyTo -> new ControllerCommand.BalanceShards(leadersOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> drain(NodeId node, boolean replicasToo) {
    return requests.<ShardPlan, ShardPlanAnswer>ask(
        replyTo -> new ControllerCommand.DrainNode(node, replicasToo, replyTo));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> resume(NodeId node) {
    return requests.<ShardPlan, ShardPlanAnswer>ask(
        replyTo -> new ControllerCommand.ResumeNode(node, replyTo));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> decommission(NodeId node) {
    return requests.<ShardPlan, ShardPlanAnswer>ask(
        replyTo -> new ControllerCommand.DecommissionNode(node, replyTo));
  }

  @Override
  public CompletionStage<Result<UncleanElection>> electUnclean(Set<NodeId> lost, String by) {
    return unclean
        .map(elections -> elections.elect(lost, by))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    Result.refused(new InvalidRequest("This node holds no replicas."))));
  }

  @Override
  public CompletionStage<ClusterStatus> status() {
    ClusterImage image = metadata.image();
    Set<NodeId> here = agents.map(ReplicaAgents::here).orElse(Set.of());
    CompletionStage<Map<NodeId, Optional<NodeReport>>> reports =
        agents
            .map(all -> all.reports(image.nodes().keySet()))
            .orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
    return reports.thenCombine(
        requests.moves(), (said, moves) -> new ClusterStatus(image, here, said, moves));
  }
}
