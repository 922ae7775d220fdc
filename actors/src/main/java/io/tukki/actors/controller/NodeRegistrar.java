package io.tukki.actors.controller;

import io.tukki.core.cluster.NodeRegistration;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Registers this node and stops: asks the controller again and again until there is one that
 * answers, since a node without registration is of no use. Lives as long as one registration.
 */
public final class NodeRegistrar {

  private sealed interface Command {}

  private record Ask() implements Command {}

  private record Answered(NodeAnswer answer) implements Command {}

  private NodeRegistrar() {}

  /** Completes with the controller's answer, however long it takes until there is one. */
  public static CompletionStage<NodeAnswer> register(
      ActorSystem<?> system,
      NodeRegistration registration,
      ActorRef<ControllerCommand> controller,
      Duration retryInterval) {
    CompletableFuture<NodeAnswer> answered = new CompletableFuture<>();
    var unused =
        system.systemActorOf(
            asking(registration, controller, retryInterval, answered),
            "tukki-registrar-" + UUID.randomUUID(),
            Props.empty());
    return answered;
  }

  private static Behavior<Command> asking(
      NodeRegistration registration,
      ActorRef<ControllerCommand> controller,
      Duration retryInterval,
      CompletableFuture<NodeAnswer> answered) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<NodeAnswer> answers =
                      context.messageAdapter(NodeAnswer.class, Answered::new);
                  context.getSelf().tell(new Ask());
                  timers.startTimerWithFixedDelay(new Ask(), retryInterval);
                  return Behaviors.receiveMessage(
                      command ->
                          switch (command) {
                            case Ask() -> {
                              controller.tell(
                                  new ControllerCommand.RegisterNode(registration, answers));
                              yield Behaviors.same();
                            }
                            case Answered(var answer) -> {
                              answered.complete(answer);
                              yield Behaviors.stopped();
                            }
                          });
                }));
  }
}
