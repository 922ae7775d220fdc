package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.OptionalLong;

/**
 * What a leader knows of one follower, or of one that was one.
 *
 * @param heardMs when it last gave a sign of life
 * @param sentMs when it was last signalled to
 * @param answeredMs it has answered what was said then, and perhaps nothing later
 */
record Peer(ReplicaId id, Stage stage, long heardMs, long sentMs, long answeredMs) {

  /** How far they have come with each other. */
  sealed interface Stage {}

  /** Not heard of since the reign began: its incarnation is unknown. */
  record Unheard() implements Stage {}

  /** The leader's log as it was at that moment is offered. */
  record Offered(long incarnation, LogSummary offer) implements Stage {}

  /** It has cut what differs and receives what it lacks of the offer. */
  record CatchingUp(long incarnation, LogSummary offer, Stream stream) implements Stage {}

  /** It has accepted: what it reports durable counts. */
  record Live(long incarnation, long matchEnd, Stream stream) implements Stage {}

  /** It is a member no more, and shall learn that. */
  record Leaving(OptionalLong incarnation) implements Stage {}

  /** It knows that it is a member no more. */
  record Gone() implements Stage {}

  static Peer unheard(ReplicaId id, long nowMs) {
    return new Peer(id, new Unheard(), nowMs, nowMs, 0);
  }

  boolean isMember() {
    return !(stage instanceof Leaving) && !(stage instanceof Gone);
  }

  Peer at(Stage next) {
    return new Peer(id, next, heardMs, sentMs, answeredMs);
  }

  Peer heardAt(long nowMs) {
    return new Peer(id, stage, nowMs, sentMs, answeredMs);
  }

  Peer sentAt(long nowMs) {
    return new Peer(id, stage, heardMs, nowMs, answeredMs);
  }

  /** A report was heard. What a follower was told before it began anew it need not know. */
  Peer told(Stage next, long stampMs) {
    long before = isSameLife(next) ? answeredMs : 0;
    return new Peer(
        id, next, heardMs, sentMs, next instanceof Live ? Math.max(before, stampMs) : 0);
  }

  private boolean isSameLife(Stage next) {
    return stage instanceof Live now
        && next instanceof Live later
        && now.incarnation() == later.incarnation();
  }
}
