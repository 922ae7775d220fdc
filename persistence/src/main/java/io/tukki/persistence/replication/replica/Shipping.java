package io.tukki.persistence.replication.replica;

import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.List;
import java.util.OptionalLong;

/** How a leader brings its log to each follower: offer, catch up, keep up, remind. */
final class Shipping {
  private Shipping() {}

  /** Whether a report still speaks of the follower as it is now. */
  static boolean isCurrent(Turn turn, Peer.Stage stage, long incarnation) {
    if (!turn.keep(Rule.CHECK_INCARNATION)) {
      return true;
    }
    return switch (stage) {
      case Peer.Unheard unheard -> true;
      case Peer.Offered offered -> incarnation >= offered.incarnation();
      case Peer.CatchingUp copying -> incarnation >= copying.incarnation();
      case Peer.Live live -> incarnation >= live.incarnation();
      case Peer.Leaving leaving -> incarnation >= leaving.incarnation().orElse(incarnation);
      case Peer.Gone gone -> false;
    };
  }

  /** What a report makes of the follower's stage. */
  static Peer.Stage after(Turn turn, Peer.Stage stage, Message.Report report) {
    long incarnation = report.incarnation();
    if (stage instanceof Peer.Leaving) {
      return new Peer.Leaving(OptionalLong.of(incarnation));
    }
    return switch (report.standing()) {
      case UNACCEPTED -> {
        if (!turn.keep(Rule.APPEND_NEEDS_ACCEPTED)) {
          long match = Math.min(report.durableEnd(), turn.log.endOffset());
          yield new Peer.Live(incarnation, match, Stream.from(match, turn.nowMs));
        }
        yield isOf(stage, incarnation) ? stage : new Peer.Offered(incarnation, turn.log.summary());
      }
      case COPYING ->
          switch (stage) {
            case Peer.Offered(long known, LogSummary offer) when known == incarnation ->
                new Peer.CatchingUp(known, offer, Stream.from(report.receivedEnd(), turn.nowMs));
            case Peer.CatchingUp(long known, LogSummary offer, Stream stream)
                when known == incarnation ->
                new Peer.CatchingUp(known, offer, moved(turn, stream, report));
            case Peer.Live live when live.incarnation() == incarnation ->
                // It begins anew, or this was overtaken by its last word; the next word will tell.
                new Peer.CatchingUp(
                    incarnation, turn.log.summary(), Stream.from(report.receivedEnd(), turn.nowMs));
            default -> new Peer.Offered(incarnation, turn.log.summary());
          };
      case ACCEPTED ->
          switch (stage) {
            case Peer.Live(long known, long match, Stream stream) when known == incarnation ->
                new Peer.Live(
                    known, Math.max(match, report.durableEnd()), moved(turn, stream, report));
            case Peer.CatchingUp(long known, LogSummary offer, Stream stream)
                when known == incarnation ->
                new Peer.Live(known, report.durableEnd(), moved(turn, stream, report));
            default ->
                new Peer.Live(
                    incarnation,
                    report.durableEnd(),
                    Stream.from(report.receivedEnd(), turn.nowMs));
          };
    };
  }

  private static boolean isOf(Peer.Stage stage, long incarnation) {
    return switch (stage) {
      case Peer.Unheard unheard -> false;
      case Peer.Offered offered -> offered.incarnation() == incarnation;
      case Peer.CatchingUp copying -> copying.incarnation() == incarnation;
      case Peer.Live live -> live.incarnation() == incarnation;
      case Peer.Leaving leaving -> false;
      case Peer.Gone gone -> false;
    };
  }

  private static Stream moved(Turn turn, Stream stream, Message.Report report) {
    Stream acked = stream.ackedTo(report.receivedEnd(), turn.nowMs);
    return report.gap() && report.receivedEnd() == acked.acked() && acked.next() > acked.acked()
        ? acked.rewound(turn.nowMs)
        : acked;
  }

  static Peer.Stage after(Turn turn, Peer.Stage stage, Input.Shipped shipped) {
    return switch (stage) {
      case Peer.CatchingUp(long incarnation, LogSummary offer, Stream stream)
          when incarnation == shipped.incarnation() ->
          new Peer.CatchingUp(
              incarnation,
              offer,
              stream.shipped(shipped.fromOffset(), shipped.endOffset(), turn.nowMs));
      case Peer.Live(long incarnation, long match, Stream stream)
          when incarnation == shipped.incarnation() ->
          new Peer.Live(
              incarnation,
              match,
              stream.shipped(shipped.fromOffset(), shipped.endOffset(), turn.nowMs));
      case Peer.CatchingUp copying -> copying;
      case Peer.Live live -> live;
      case Peer.Unheard unheard -> unheard;
      case Peer.Offered offered -> offered;
      case Peer.Leaving leaving -> leaving;
      case Peer.Gone gone -> gone;
    };
  }

  /** Sends every follower the next of what it lacks, as far as the window and the disk allow. */
  static void ship(Turn turn) {
    if (Reigning.isReigning(turn)) {
      for (Peer peer : Reigning.reign(turn).peers()) {
        ship(turn, peer);
      }
    }
  }

  private static void ship(Turn turn, Peer peer) {
    switch (peer.stage()) {
      case Peer.CatchingUp(long incarnation, LogSummary offer, Stream stream) -> {
        if (isDue(turn, stream, offer.endOffset())) {
          begin(turn, peer, incarnation, stream.next(), offer.endOffset());
          Stream begun = stream.begun(turn.log.disk().writtenEnd());
          Reigning.replace(turn, peer.at(new Peer.CatchingUp(incarnation, offer, begun)));
        } else {
          offerAgainIfDeleted(turn, peer, incarnation, stream);
        }
      }
      case Peer.Live(long incarnation, long match, Stream stream) -> {
        if (isDue(turn, stream, Long.MAX_VALUE)) {
          begin(turn, peer, incarnation, stream.next(), Long.MAX_VALUE);
          Stream begun = stream.begun(turn.log.disk().writtenEnd());
          Reigning.replace(turn, peer.at(new Peer.Live(incarnation, match, begun)));
        } else {
          offerAgainIfDeleted(turn, peer, incarnation, stream);
        }
      }
      case Peer.Unheard unheard -> {}
      case Peer.Offered offered -> {}
      case Peer.Leaving leaving -> {}
      case Peer.Gone gone -> {}
    }
  }

  private static boolean isDue(Turn turn, Stream stream, long limit) {
    long next = stream.next();
    return stream.mayShip(turn.self.settings().maxShipmentsInFlight())
        && next >= turn.log.startOffset()
        && next < Math.min(limit, turn.log.disk().writtenEnd())
        && turn.log.disk().isWrittenTo(next);
  }

  private static void begin(Turn turn, Peer peer, long incarnation, long from, long limit) {
    turn.put(
        new Output.Ship(
            peer.id(),
            append(turn, incarnation, from),
            incarnation,
            from,
            Math.min(limit, turn.log.disk().writtenEnd()),
            turn.self.settings().maxShipmentBytes()));
  }

  /** What this follower needs next is deleted: it must begin where the log begins. */
  private static void offerAgainIfDeleted(Turn turn, Peer peer, long incarnation, Stream stream) {
    if (stream.acked() < turn.log.startOffset() && stream.next() < turn.log.startOffset()) {
      Peer again = peer.at(new Peer.Offered(incarnation, turn.log.summary()));
      Reigning.replace(turn, again);
      signal(turn, Reigning.reign(turn), again);
    }
  }

  private static Message.Append append(Turn turn, long incarnation, long from) {
    return new Message.Append(
        Reigning.reign(turn).epoch(),
        incarnation,
        turn.log.epochs().epochAt(from - 1),
        from,
        List.of(),
        turn.highWatermark,
        turn.log.start(),
        turn.nowMs);
  }

  /** On a tick: says that the leader lives, and repeats what may have been lost. */
  static void remind(Turn turn) {
    for (Peer peer : Reigning.reign(turn).peers()) {
      if (turn.nowMs - peer.sentMs() >= turn.self.settings().heartbeatMs()) {
        Peer reminded = peer.at(unstuck(turn, peer.stage())).sentAt(turn.nowMs);
        Reigning.replace(turn, reminded);
        signal(turn, Reigning.reign(turn), reminded);
      }
    }
  }

  private static Peer.Stage unstuck(Turn turn, Peer.Stage stage) {
    return switch (stage) {
      case Peer.CatchingUp(long incarnation, LogSummary offer, Stream stream) ->
          new Peer.CatchingUp(incarnation, offer, unstuck(turn, stream));
      case Peer.Live(long incarnation, long match, Stream stream) ->
          new Peer.Live(incarnation, match, unstuck(turn, stream));
      case Peer.Unheard unheard -> unheard;
      case Peer.Offered offered -> offered;
      case Peer.Leaving leaving -> leaving;
      case Peer.Gone gone -> gone;
    };
  }

  private static Stream unstuck(Turn turn, Stream stream) {
    return stream.isStuck(turn.nowMs, turn.self.settings().heartbeatMs())
        ? stream.rewound(turn.nowMs)
        : stream;
  }

  /** A message without entries, according to the follower's stage. */
  static void signal(Turn turn, Reign reign, Peer peer) {
    switch (peer.stage()) {
      case Peer.Unheard unheard -> turn.send(peer.id(), new Message.Ping(reign.epoch()));
      case Peer.Offered(long incarnation, LogSummary offer) ->
          turn.send(peer.id(), new Message.Accept(reign.epoch(), incarnation, offer));
      case Peer.CatchingUp copying ->
          turn.send(peer.id(), append(turn, copying.incarnation(), copying.stream().next()));
      case Peer.Live live ->
          turn.send(peer.id(), append(turn, live.incarnation(), live.stream().next()));
      case Peer.Leaving leaving -> Departure.tell(turn, reign, peer.id(), leaving);
      case Peer.Gone gone -> {}
    }
  }
}
