package io.tukki.actors.controller;

import io.tukki.actors.Metadata;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.Overloaded;
import io.tukki.core.result.Refusal.TimedOut;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * A node's requests to the controller, wherever that is: bounded in number and time, and answered
 * once this node's own image holds what was done. Thread-safe.
 */
public final class ControllerRequests {

  private final ActorSystem<?> system;
  private final ActorRef<ControllerCommand> controller;
  private final Metadata metadata;
  private final ControllerSettings.Requests settings;
  private final Semaphore inFlight;

  public ControllerRequests(
      ActorSystem<?> system,
      ActorRef<ControllerCommand> controller,
      Metadata metadata,
      ControllerSettings.Requests settings) {
    this.system = system;
    this.controller = controller;
    this.metadata = metadata;
    this.settings = settings;
    this.inFlight = new Semaphore(settings.maxInFlight());
  }

  /** How far moves are; empty where the controller does not answer in time. Never fails. */
  CompletionStage<Optional<MovesReport>> moves() {
    return AskPattern.<ControllerCommand, MovesReport>ask(
            controller,
            ControllerCommand.ReportMoves::new,
            settings.reportTimeout(),
            system.scheduler())
        .thenApply(Optional::of)
        .exceptionally(failure -> Optional.empty());
  }

  <T, A extends ControllerAnswer<T>> CompletionStage<Result<T>> ask(
      Function<ActorRef<A>, ControllerCommand> command) {
    if (!inFlight.tryAcquire()) {
      return CompletableFuture.completedFuture(
          Result.refused(
              new Overloaded(
                  "%d requests of this node wait for the controller already."
                      .formatted(settings.maxInFlight()))));
    }
    return whenReady(command).whenComplete((result, failure) -> inFlight.release());
  }

  /**
   * Nothing is sent before this node has ever heard of the controller, so that a refusal is one.
   */
  private <T, A extends ControllerAnswer<T>> CompletionStage<Result<T>> whenReady(
      Function<ActorRef<A>, ControllerCommand> command) {
    return withinTime(
        metadata.atLeast(1),
        image -> send(command),
        new NotReady("The cluster's controller has not been heard of yet."));
  }

  private <T, A extends ControllerAnswer<T>> CompletionStage<Result<T>> send(
      Function<ActorRef<A>, ControllerCommand> command) {
    return withinTime(
        AskPattern.<ControllerCommand, A>ask(
            controller, command::apply, settings.timeout(), system.scheduler()),
        this::whenHere,
        new TimedOut("The controller did not answer in " + seconds() + "."));
  }

  private <T> CompletionStage<Result<T>> whenHere(ControllerAnswer<T> answer) {
    return withinTime(
        metadata.atLeast(answer.version()),
        image -> CompletableFuture.completedFuture(answer.result()),
        new TimedOut(
            "The controller has answered, but this node did not learn of it in "
                + seconds()
                + "."));
  }

  private <S, T> CompletionStage<Result<T>> withinTime(
      CompletionStage<S> stage, Function<S, CompletionStage<Result<T>>> next, Refusal late) {
    CompletableFuture<S> timed = stage.toCompletableFuture();
    if (!timed.isDone()) {
      timed = timed.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    return timed
        .thenApply(Optional::of)
        .exceptionally(failure -> absentIfLate(failure))
        .thenCompose(
            value ->
                value
                    .map(next)
                    .orElseGet(() -> CompletableFuture.completedFuture(Result.refused(late))));
  }

  private static <T> Optional<T> absentIfLate(Throwable failure) {
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return Optional.empty();
    }
    throw new CompletionException(cause);
  }

  private String seconds() {
    Duration timeout = settings.timeout();
    return timeout.toMillis() / 1000.0 + " s";
  }
}
