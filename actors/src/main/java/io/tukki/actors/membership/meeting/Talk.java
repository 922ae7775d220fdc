package io.tukki.actors.membership.meeting;

import org.apache.pekko.actor.typed.ActorRef;

/** What processes say to each other at a meeting. May be lost, doubled, or overtaken. */
sealed interface Talk extends Meeting.Command {

  /**
   * @param candidate whether the visitor would begin the cluster, as far as it knows
   * @param sentAtMs by the visitor's own clock, which nobody else can read
   */
  record Knock(Visitor from, boolean candidate, long sentAtMs, ActorRef<Talk> replyTo)
      implements Talk {}

  /**
   * @param granted whether the asker alone may count on the answerer, for as long as a grant lasts
   * @param knockedAtMs as the knock said
   */
  record Answer(Visitor from, boolean granted, long knockedAtMs) implements Talk {}
}
