package io.tukki.actors.controller;

import io.tukki.actors.Metadata;
import io.tukki.actors.Topics;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.cluster.TopicSpec;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.Overloaded;
import io.tukki.core.result.Refusal.TimedOut;
import io.tukki.core.result.Result;
import java.time.Duration;
import java.util.Map;
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
 * Asks the controller, wherever it is, and answers once this node's own image holds what was done.
 * Thread-safe.
 */
public final class ControllerTopics implements Topics {

  private final ActorSystem<?> system;
  private final ActorRef<ControllerCommand> controller;
  private final Metadata metadata;
  private final ControllerSettings.Requests settings;
  private final Semaphore inFlight;

  public ControllerTopics(
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

  @Override
  public CompletionStage<Result<TopicImage>> create(Create request) {
    TopicSpec spec =
        new TopicSpec(
            request.name(), request.partitions(), request.replicationFactor(), request.configs());
    return bounded(
        replyTo -> new ControllerCommand.CreateTopic(spec, request.validateOnly(), replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> addPartitions(
      String topic, int total, boolean validateOnly) {
    return bounded(
        replyTo -> new ControllerCommand.AddPartitions(topic, total, validateOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> alterConfigs(
      String topic, Map<String, Optional<String>> changes, boolean validateOnly) {
    return bounded(
        replyTo -> new ControllerCommand.AlterTopicConfigs(topic, changes, validateOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> delete(String topic) {
    return bounded(replyTo -> new ControllerCommand.DeleteTopic(topic, replyTo));
  }

  private CompletionStage<Result<TopicImage>> bounded(
      Function<ActorRef<TopicAnswer>, ControllerCommand> command) {
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
  private CompletionStage<Result<TopicImage>> whenReady(
      Function<ActorRef<TopicAnswer>, ControllerCommand> command) {
    return withinTime(
        metadata.atLeast(1),
        image -> ask(command),
        new NotReady("The cluster's controller has not been heard of yet."));
  }

  private CompletionStage<Result<TopicImage>> ask(
      Function<ActorRef<TopicAnswer>, ControllerCommand> command) {
    return withinTime(
        AskPattern.ask(controller, command::apply, settings.timeout(), system.scheduler()),
        this::whenHere,
        new TimedOut("The controller did not answer in " + seconds() + "."));
  }

  private CompletionStage<Result<TopicImage>> whenHere(TopicAnswer answer) {
    return withinTime(
        metadata.atLeast(answer.version()),
        image -> CompletableFuture.completedFuture(answer.result()),
        new TimedOut(
            "The controller has answered, but this node did not learn of it in "
                + seconds()
                + "."));
  }

  private <T> CompletionStage<Result<TopicImage>> withinTime(
      CompletionStage<T> stage,
      Function<T, CompletionStage<Result<TopicImage>>> next,
      Refusal late) {
    CompletableFuture<T> timed = stage.toCompletableFuture();
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
