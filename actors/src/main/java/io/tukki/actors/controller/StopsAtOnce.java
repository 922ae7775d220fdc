package io.tukki.actors.controller;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Stops the controller as soon as it is told to. By itself it would let a write end first, which
 * takes as long as its log lacks a majority; and once a write has failed, as it does with each
 * change of the log's voters, Pekko's event-sourced behavior does not stop at all when a singleton
 * is to be handed over. Nothing is lost: what became of the write is in the log, which the next
 * controller reads, and who asked asks again.
 */
final class StopsAtOnce extends BehaviorInterceptor<ControllerCommand, ControllerCommand> {

  private StopsAtOnce() {
    super(ControllerCommand.class);
  }

  static Behavior<ControllerCommand> around(Behavior<ControllerCommand> controller) {
    return Behaviors.intercept(StopsAtOnce::new, controller);
  }

  @Override
  public Behavior<ControllerCommand> aroundReceive(
      TypedActorContext<ControllerCommand> context,
      ControllerCommand command,
      ReceiveTarget<ControllerCommand> target) {
    return command instanceof ControllerCommand.Stop
        ? Behaviors.stopped()
        : target.apply(context, command);
  }
}
