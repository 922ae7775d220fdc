package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * How a replica that was removed learns of it, and lets its log go.
 *
 * <p>It is told by whoever leads, until it has answered: the one who removed it, and each one after
 * that whose log still names it in an earlier configuration. What it holds is not needed once a
 * configuration without it is committed, since a majority of those who count from then on has all
 * of it. What it promised is needed for ever, and that it has no log any more: it may be asked to
 * vote by somebody who was away.
 */
final class Departure {
  private Departure() {}

  // The leader.

  /** Those who were members when this log was younger are told as well. */
  static void rememberThoseWhoLeft(Turn turn) {
    Reign reign = Reigning.reign(turn);
    var left = new TreeSet<ReplicaId>(turn.log.configurations().base().members());
    turn.log
        .configurations()
        .placed()
        .forEach(placed -> left.addAll(placed.configuration().members()));
    turn.configuration().members().forEach(left::remove);
    left.remove(turn.self.id());
    left.removeIf(reign::knows);
    if (left.isEmpty()) {
      return;
    }
    var peers = new ArrayList<>(reign.peers());
    for (ReplicaId id : left) {
      Peer peer = Peer.unheard(id, turn.nowMs).at(new Peer.Leaving(OptionalLong.empty()));
      peers.add(peer);
    }
    Reigning.replace(turn, new Reign(reign.epoch(), reign.acceptEnd(), peers));
    tellAll(turn);
  }

  /** The configuration that removed somebody is committed. */
  static void tellAll(Turn turn) {
    Reign reign = Reigning.reign(turn);
    for (Peer peer : reign.peers()) {
      if (peer.stage() instanceof Peer.Leaving) {
        Shipping.signal(turn, reign, peer);
      }
    }
  }

  static Peer.Stage leaving(Peer peer) {
    return switch (peer.stage()) {
      case Peer.Unheard unheard -> new Peer.Leaving(OptionalLong.empty());
      case Peer.Offered(long incarnation, LogSummary offer) -> leaving(incarnation);
      case Peer.CatchingUp(long incarnation, LogSummary offer, Stream stream) ->
          leaving(incarnation);
      case Peer.Live(long incarnation, long matchEnd, Stream stream) -> leaving(incarnation);
      case Peer.Leaving leaving -> leaving;
      case Peer.Gone gone -> gone;
    };
  }

  private static Peer.Stage leaving(long incarnation) {
    return new Peer.Leaving(OptionalLong.of(incarnation));
  }

  static void tell(Turn turn, Reign reign, ReplicaId to, Peer.Leaving leaving) {
    boolean removed = Reconfiguration.isSettled(turn) || !turn.keep(Rule.RETIRE_BY_COMMITTED);
    if (leaving.incarnation().isEmpty()) {
      turn.send(to, new Message.Ping(reign.epoch()));
    } else if (removed) {
      long incarnation = leaving.incarnation().getAsLong();
      turn.send(to, new Message.Retire(reign.epoch(), incarnation, turn.configuration()));
    }
  }

  static void onRetired(Turn turn, ReplicaId from, Message.Retired retired) {
    if (!(turn.role instanceof Role.Leading leading)
        || leading.reign().epoch() != retired.epoch()
        || !leading.reign().knows(from)) {
      return;
    }
    Peer peer = leading.reign().peer(from);
    if (peer.stage() instanceof Peer.Leaving
        && retired.generation() >= turn.configuration().generation()) {
      Reigning.replace(turn, peer.heardAt(turn.nowMs).at(new Peer.Gone()));
    }
  }

  /** Who is not a member has promised more: that is no reason for the members to be without me. */
  static void fenced(Turn turn, ReplicaId from, Message.Fenced fenced) {
    boolean stranger =
        turn.role instanceof Role.Leading leading
            && leading.reign().knows(from)
            && !leading.reign().peer(from).isMember();
    if (!stranger) {
      turn.fenced(fenced.epoch());
    }
  }

  // The one who leaves.

  static void onRetire(Turn turn, ReplicaId leader, Message.Retire retire) {
    Configuration removing = retire.configuration();
    if (Obedience.isFenced(turn, leader, retire.epoch())) {
      return;
    }
    if (!Obedience.isAbout(turn, retire.incarnation())) {
      Obedience.report(turn, leader, retire.epoch(), Message.Standing.UNACCEPTED, false);
    } else if (isInForce(turn, retire) && !removing.members().contains(turn.self.id())) {
      turn.stepDown(Reason.REMOVED);
      turn.want(tombstone(turn, removing));
      turn.role = new Role.Retiring(retire.epoch(), leader, removing.generation());
    }
  }

  /**
   * Whether no newer configuration than the one that removes is known here. Of the same reign it
   * would have taken this replica in again. Of an earlier one it came to nothing: the leader's log
   * would hold it if it had been committed, and nobody can commit it any more.
   */
  private static boolean isInForce(Turn turn, Message.Retire retire) {
    Configuration removing = retire.configuration();
    Configuration known = turn.configuration();
    return removing.generation() >= known.generation()
        || (removing.decree() == known.decree() && turn.log.isChangedBefore(retire.epoch()));
  }

  private static DurableState tombstone(Turn turn, Configuration removing) {
    DurableState tombstone = turn.wanted.retiredBy(removing);
    return turn.keep(Rule.RETIRED_HAS_NO_VOTE)
        ? tombstone
        : tombstone.accepting(turn.wanted.acceptedEpoch(), turn.trustedBoot());
  }

  static void advance(Turn turn, Role.Retiring retiring) {
    if (!turn.saved.equals(turn.wanted) && turn.keep(Rule.TOMBSTONE_BEFORE_DROPPING)) {
      return;
    }
    turn.send(
        retiring.leader(),
        new Message.Retired(retiring.epoch(), turn.self.incarnation(), retiring.generation()));
    // Even where there is nothing to drop: what was said to this incarnation shall be void.
    turn.put(new Output.DropLog());
    turn.role = new Role.Retired();
  }

  /** What that reign offered before it let this replica go may arrive once more. */
  static boolean isLeaving(Turn turn, int epoch) {
    return turn.role instanceof Role.Retiring retiring && epoch <= retiring.epoch();
  }
}
