package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Broker;
import io.tukki.actors.ClusterStatus;
import io.tukki.actors.replica.ReplicaAgents;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a client asks of the cluster over one membership of it. When that ends, nobody there answers
 * any more: so the link answers whoever is still waiting. Thread-safe.
 */
final class ClientLink {

  private static final Refusal AWAY =
      new Refusal.NotReady("The client has lost the cluster, and looks for it.");
  private static final Refusal UNKNOWN =
      new Refusal.OutcomeUnknown("The client lost the cluster before it was answered.");

  private final Broker broker;
  private final ReplicaAgents agents;

  /** As many as the broker has under way, which bounds them. */
  private final Set<Answer<?>> open = ConcurrentHashMap.newKeySet();

  private volatile boolean cut;

  private static final class Answer<T> extends CompletableFuture<Result<T>> {
    void giveUp() {
      complete(Result.refused(UNKNOWN));
    }
  }

  ClientLink(Broker broker, ReplicaAgents agents) {
    this.broker = broker;
    this.agents = agents;
  }

  static <T> CompletionStage<Result<T>> away() {
    return CompletableFuture.completedFuture(Result.refused(AWAY));
  }

  Broker broker() {
    return broker;
  }

  /**
   * @param tooLate takes what is answered to nobody any more
   */
  <T> CompletionStage<Result<T>> ask(
      Function<Broker, CompletionStage<Result<T>>> request, Consumer<T> tooLate) {
    if (cut) {
      return away();
    }
    Answer<T> answer = new Answer<>();
    open.add(answer);
    request
        .apply(broker)
        .whenComplete(
            (result, failure) -> {
              open.remove(answer);
              if (failure != null) {
                answer.completeExceptionally(failure);
              } else if (!answer.complete(result) && result instanceof Result.Ok<T>(var value)) {
                tooLate.accept(value);
              }
            });
    // It may have been cut between the look and the entry.
    if (cut) {
      answer.giveUp();
    }
    return answer;
  }

  /** A client runs no controller, so its broker reaches no nodes' agents. */
  CompletionStage<ClusterStatus> status() {
    return broker
        .shards()
        .status()
        .thenCombine(
            agents.reports(broker.metadata().image().nodes().keySet()),
            (status, reports) ->
                new ClusterStatus(status.image(), agents.here(), reports, status.moves()));
  }

  /** Idempotent. */
  void cut() {
    cut = true;
    open.forEach(Answer::giveUp);
    open.clear();
  }
}
