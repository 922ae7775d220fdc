package io.tukki.actors.partition;

import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Answers requests that reached a front which had just stopped, so that nobody waits for nothing.
 * They are refused rather than sent on: sent on, they could overtake later ones of the same caller.
 */
final class UndeliveredRequests {

  private UndeliveredRequests() {}

  static Behavior<DeadLetter> create() {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .eventStream()
              .tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
          return Behaviors.receiveMessage(
              letter -> {
                if (letter.message() instanceof PartitionCommand.Request request) {
                  request.replyTo().refuse(Refusals.stopping());
                }
                return Behaviors.same();
              });
        });
  }
}
