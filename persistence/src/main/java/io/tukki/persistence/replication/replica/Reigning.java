package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Role.Patience;
import io.tukki.persistence.replication.replica.Role.Vote;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A replica whose log is the one to follow: it offers it, then serves. */
final class Reigning {
  private Reigning() {}

  static void begin(Turn turn, int epoch, List<Vote> votes, Patience patience) {
    placeDecree(turn, epoch);
    LogSummary offer = turn.log.summary();
    var peers = new ArrayList<Peer>();
    for (ReplicaId member : turn.configuration().members()) {
      if (!member.equals(turn.self.id())) {
        Peer.Stage stage =
            votes.stream()
                .filter(vote -> vote.from().equals(member))
                .<Peer.Stage>map(vote -> new Peer.Offered(vote.promise().incarnation(), offer))
                .findFirst()
                .orElseGet(Peer.Unheard::new);
        peers.add(Peer.unheard(member, turn.nowMs).at(stage));
      }
    }
    var reign = new Reign(epoch, turn.log.endOffset(), peers);
    var accepting = new Role.Accepting(reign, patience);
    turn.role = accepting;
    peers.forEach(peer -> Shipping.signal(turn, reign, peer));
    advance(turn, accepting);
  }

  /** The first reign after a decree writes it down for those who will follow. */
  private static void placeDecree(Turn turn, int epoch) {
    Configuration now = turn.configuration();
    if (turn.log.epochs().lastEpoch() < now.decree()) {
      long offset = turn.log.endOffset();
      turn.append(
          List.of(
              new Entry(
                  epoch, offset, offset, turn.log.nextOrdinal(), 0, new Payload.Change(now))));
    }
  }

  static void advance(Turn turn, Role.Accepting accepting) {
    Reign reign = accepting.reign();
    accept(turn, reign);
    Shipping.ship(turn);
    OptionalLong accepted = new Quorum(turn, reign(turn)).committable();
    boolean majority = accepted.isPresent() && accepted.getAsLong() >= reign.acceptEnd();
    boolean alone =
        !turn.keep(Rule.ACCEPT_NEEDS_MAJORITY) && turn.saved.acceptedEpoch() == reign.epoch();
    if (majority || alone) {
      var leading = new Role.Leading(reign(turn), List.of(), List.of());
      turn.role = leading;
      turn.put(new Output.Led(reign.epoch(), reign.acceptEnd(), turn.log.nextOrdinal()));
      turn.raiseHighWatermark(reign.acceptEnd());
      Departure.rememberThoseWhoLeft(turn);
      if (turn.role instanceof Role.Leading now) {
        advance(turn, now);
      }
    }
  }

  /** As its followers do; they may be a majority before the leader's own disk has caught up. */
  private static void accept(Turn turn, Reign reign) {
    boolean complete = turn.isDurableTo(reign.acceptEnd()) || !turn.keep(Rule.ACCEPT_AFTER_COPY);
    if (complete && turn.wanted.acceptedEpoch() != reign.epoch()) {
      turn.want(turn.wanted.accepting(reign.epoch(), turn.trustedBoot()));
    }
  }

  static void advance(Turn turn, Role.Leading leading) {
    accept(turn, leading.reign());
    OptionalLong committed = new Quorum(turn, leading.reign()).committable();
    if (committed.isPresent() && committed.getAsLong() >= leading.reign().acceptEnd()) {
      turn.raiseHighWatermark(committed.getAsLong());
    }
    turn.role = Appending.acknowledge(turn, leading);
    Reconfiguration.advance(turn);
    Shipping.ship(turn);
  }

  static void onReport(Turn turn, ReplicaId from, Message.Report report) {
    if (isReigning(turn) && reign(turn).epoch() == report.epoch() && reign(turn).knows(from)) {
      Peer peer = reign(turn).peer(from);
      if (Shipping.isCurrent(turn, peer.stage(), report.incarnation())) {
        Peer heard = peer.heardAt(turn.nowMs);
        Peer next = heard.told(Shipping.after(turn, heard.stage(), report), report.stamp());
        boolean offered =
            !next.stage().equals(peer.stage())
                && (next.stage() instanceof Peer.Offered || next.stage() instanceof Peer.Leaving);
        replace(turn, offered ? next.sentAt(turn.nowMs) : next);
        if (offered) {
          Shipping.signal(turn, reign(turn), next);
        }
      }
    }
  }

  static void heard(Turn turn, ReplicaId from) {
    if (isReigning(turn) && reign(turn).knows(from)) {
      replace(turn, reign(turn).peer(from).heardAt(turn.nowMs));
    }
  }

  static void shipped(Turn turn, Input.Shipped shipped) {
    if (isReigning(turn) && reign(turn).knows(shipped.to())) {
      Peer peer = reign(turn).peer(shipped.to());
      replace(turn, peer.at(Shipping.after(turn, peer.stage(), shipped)));
    }
  }

  static void tick(Turn turn, Role.Accepting accepting) {
    if (Candidacy.isOver(turn, accepting.patience())) {
      turn.stepDown(Reason.NO_QUORUM);
    } else {
      Shipping.remind(turn);
    }
  }

  static void tick(Turn turn, Role.Leading leading) {
    if (!new Quorum(turn, leading.reign()).isHeard()) {
      turn.stepDown(Reason.NO_QUORUM);
    } else {
      Shipping.remind(turn);
    }
  }

  /** The peers are these from now on. */
  static void meet(Turn turn, List<ReplicaId> members) {
    Reign reign = reign(turn);
    var peers = new ArrayList<Peer>();
    for (ReplicaId member : members) {
      if (reign.knows(member) && reign.peer(member).isMember()) {
        peers.add(reign.peer(member));
      } else if (!member.equals(turn.self.id())) {
        Peer peer = Peer.unheard(member, turn.nowMs);
        peers.add(peer);
        Shipping.signal(turn, reign, peer);
      }
    }
    for (Peer peer : reign.peers()) {
      if (!members.contains(peer.id())) {
        peers.add(peer.at(Departure.leaving(peer)));
      }
    }
    replace(turn, new Reign(reign.epoch(), reign.acceptEnd(), peers));
  }

  static boolean isReigning(Turn turn) {
    return turn.role instanceof Role.Accepting || turn.role instanceof Role.Leading;
  }

  static Reign reign(Turn turn) {
    if (turn.role instanceof Role.Accepting accepting) {
      return accepting.reign();
    }
    if (turn.role instanceof Role.Leading leading) {
      return leading.reign();
    }
    throw new IllegalStateException("nobody reigns here");
  }

  static void replace(Turn turn, Peer peer) {
    replace(turn, reign(turn).with(peer));
  }

  static void replace(Turn turn, Reign reign) {
    if (turn.role instanceof Role.Accepting accepting) {
      turn.role = new Role.Accepting(reign, accepting.patience());
    } else if (turn.role instanceof Role.Leading leading) {
      turn.role = new Role.Leading(reign, leading.pending(), leading.changes());
    }
  }
}
