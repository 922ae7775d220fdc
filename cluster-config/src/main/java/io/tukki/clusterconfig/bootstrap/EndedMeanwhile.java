package io.tukki.clusterconfig.bootstrap;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What is under way in an actor system that ends would never be done, nor fail: the actors that
 * were to answer are gone. A node can be put out while it starts, as when it came back by way of a
 * member that the others cannot see.
 */
final class EndedMeanwhile {

  private EndedMeanwhile() {}

  /** As what is given, but fails as soon as the system has terminated. */
  static <T> CompletableFuture<T> orFailed(ActorSystem<?> system, CompletionStage<T> underWay) {
    CompletableFuture<T> first = underWay.toCompletableFuture().copy();
    system
        .getWhenTerminated()
        .whenComplete((done, failure) -> first.completeExceptionally(why(system)));
    return first;
  }

  /**
   * As what is given, but fails as soon as this process must leave its cluster and come back: what
   * is under way may need a majority that is in another one.
   *
   * @param startOver completes with the reason
   */
  static <T> CompletableFuture<T> orStartOver(
      CompletionStage<String> startOver, CompletionStage<T> underWay) {
    CompletableFuture<T> first = underWay.toCompletableFuture().copy();
    startOver.thenAccept(because -> first.completeExceptionally(new StartOverException(because)));
    return first;
  }

  private static RuntimeException why(ActorSystem<?> system) {
    boolean putOut =
        CoordinatedShutdown.get(system)
            .getShutdownReason()
            .filter(CoordinatedShutdown.clusterDowningReason()::equals)
            .isPresent();
    return putOut
        ? new StartOverException("the other nodes could not be reached")
        : new NodeStartException("The node was stopped while it started.");
  }
}
