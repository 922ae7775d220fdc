package io.tukki.actors.controller;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Takes requests for node ids to the controller. A node without one can find the members of the
 * cluster but not the controller, which it must not offer to run.
 */
public final class NodeIdDesk {

  public static final String NAME = "tukki-node-ids";

  private NodeIdDesk() {}

  /** To be called once on each node that knows the controller. */
  public static void open(ActorSystem<?> system, ActorRef<ControllerCommand> controller) {
    Behavior<ControllerCommand.GrantNodeId> behavior =
        Behaviors.receiveMessage(
            request -> {
              controller.tell(request);
              return Behaviors.same();
            });
    var unused = system.systemActorOf(behavior, NAME, Props.empty());
  }
}
