package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;

/** What a leader knows of one follower. */
record Peer(ReplicaId id, Stage stage, long heardMs, long sentMs) {

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

  Peer at(Stage next) {
    return new Peer(id, next, heardMs, sentMs);
  }

  Peer heardAt(long nowMs) {
    return new Peer(id, stage, nowMs, sentMs);
  }

  Peer sentAt(long nowMs) {
    return new Peer(id, stage, heardMs, nowMs);
  }
}
