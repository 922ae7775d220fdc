package io.tukki.actors.membership;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.UniqueAddress;

/** What members say to each other about themselves. May be lost, doubled, or overtaken. */
sealed interface Greeting extends Introducer.Command {

  /**
   * Repeated until it is acknowledged.
   *
   * @param edition grows each time the sender says something else
   * @param leaving whether it is about to leave, and wants others to do what it does
   */
  record Hello(
      UniqueAddress from,
      int edition,
      Standing standing,
      boolean leaving,
      ActorRef<Greeting> replyTo)
      implements Greeting {}

  /** The edition is known, or a later one. */
  record Heard(UniqueAddress by, int edition) implements Greeting {}
}
