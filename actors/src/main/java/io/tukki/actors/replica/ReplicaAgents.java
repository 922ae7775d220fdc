package io.tukki.actors.replica;

import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.actors.replica.ReplicaAgentCommand.Report;
import io.tukki.actors.replica.ReplicaAgentCommand.WhoCanLead;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ShardHome;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.id.ShardId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;

/** Reaches the agents of all nodes. Thread-safe. */
public final class ReplicaAgents {

  private final ActorSystem<?> system;
  private final Neighbours neighbours;
  private final ReplicaSettings settings;

  public ReplicaAgents(ActorSystem<?> system, Neighbours neighbours, ReplicaSettings settings) {
    this.system = system;
    this.neighbours = neighbours;
    this.settings = settings;
  }

  /** The nodes that hold data and are members now. */
  public Set<NodeId> here() {
    Set<NodeId> here = new HashSet<>();
    neighbours.all().forEach(known -> known.replica().map(ReplicaId::node).ifPresent(here::add));
    return here;
  }

  /** Who is to lead a shard as things are. */
  public Optional<NodeId> home(ClusterImage image, ShardId shard) {
    return ShardHome.of(image, shard, here()::contains, neighbours::isLeaving);
  }

  /** Says it to the node's agent, or to nobody where the node is not here. */
  public void tell(NodeId node, ReplicaAgentCommand command) {
    neighbours
        .node(node)
        .map(this::agentOf)
        .ifPresent(agent -> agent.tell(command, org.apache.pekko.actor.ActorRef.noSender()));
  }

  /** Those of the shards led on a node whose successors could lead at once; none without answer. */
  public CompletionStage<Set<ShardId>> canLead(NodeId leader, Map<ShardId, NodeId> successors) {
    return this.<ReadyShards>ask(leader, replyTo -> new WhoCanLead(successors, replyTo))
        .thenApply(answer -> answer.map(ReadyShards::shards).orElse(Set.of()));
  }

  /** What these nodes report; empty for those that did not in time. Never fails. */
  public CompletionStage<Map<NodeId, Optional<NodeReport>>> reports(Collection<NodeId> nodes) {
    Map<NodeId, CompletableFuture<Optional<NodeReport>>> asked = new HashMap<>();
    nodes.forEach(
        node -> asked.put(node, this.<NodeReport>ask(node, Report::new).toCompletableFuture()));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<NodeId, Optional<NodeReport>> reports = new HashMap<>();
              asked.forEach((node, report) -> reports.put(node, report.join()));
              return reports;
            });
  }

  private <T> CompletionStage<Optional<T>> ask(
      NodeId node, Function<ActorRef<T>, ReplicaAgentCommand> question) {
    return neighbours
        .node(node)
        .map(
            neighbour ->
                ask(agentOf(neighbour), question)
                    .thenApply(Optional::of)
                    .exceptionally(failure -> Optional.empty()))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  private <T> CompletionStage<T> ask(
      ActorSelection agent, Function<ActorRef<T>, ReplicaAgentCommand> question) {
    // The answer can be nothing else: the question says where to and what.
    @SuppressWarnings("unchecked")
    CompletionStage<T> answer =
        (CompletionStage<T>)
            Patterns.askWithReplyTo(
                agent,
                replyTo -> question.apply(Adapter.toTyped(replyTo)),
                settings.answerTimeout());
    return answer;
  }

  private ActorSelection agentOf(Neighbour neighbour) {
    return system
        .classicSystem()
        .actorSelection(
            new RootActorPath(neighbour.address().address(), "/")
                .child("system")
                .child(ReplicaAgent.NAME));
  }
}
