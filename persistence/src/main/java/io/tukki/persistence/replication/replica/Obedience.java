package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Message.Standing;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.List;

/** A replica as a voter and as a follower: it promises, accepts, takes appends, and reports. */
final class Obedience {
  private Obedience() {}

  static void onPrepare(Turn turn, ReplicaId candidate, Message.Prepare prepare) {
    int epoch = prepare.epoch();
    if (turn.role instanceof Role.Promised promised
        && promised.epoch() == epoch
        && promised.candidate().equals(candidate)) {
      turn.role = new Role.Promised(epoch, candidate, false);
    } else if (isNew(turn, epoch)) {
      turn.stepDown(Reason.FENCED);
      turn.want(turn.wanted.promising(epoch));
      if (!turn.keep(Rule.SUSPECT_UNTIL_COPIED)) {
        turn.want(turn.wanted.accepting(turn.wanted.acceptedEpoch(), turn.trustedBoot()));
      }
      turn.role = new Role.Promised(epoch, candidate, false);
    } else {
      turn.send(candidate, new Message.Fenced(turn.wanted.promisedEpoch()));
    }
  }

  private static boolean isNew(Turn turn, int epoch) {
    int promised = turn.wanted.promisedEpoch();
    return epoch > promised || (epoch == promised && !turn.keep(Rule.PROMISE_ONCE));
  }

  static void advance(Turn turn, Role.Promised promised) {
    boolean onDisk =
        turn.saved.promisedEpoch() >= promised.epoch() || !turn.keep(Rule.SYNC_PROMISE);
    if (onDisk && !promised.answered()) {
      turn.send(promised.candidate(), vote(turn, promised.epoch()));
      turn.role = new Role.Promised(promised.epoch(), promised.candidate(), true);
    }
  }

  /** What this replica tells a candidate, itself included. */
  static Message.Promise vote(Turn turn, int epoch) {
    return new Message.Promise(
        epoch,
        turn.self.incarnation(),
        turn.saved.acceptedEpoch(),
        turn.log.summary(),
        turn.isSuspect());
  }

  /** The fence holds for reads as well: only the candidate that was promised may copy. */
  static void onFetch(Turn turn, ReplicaId candidate, Message.Fetch fetch) {
    if (fetch.epoch() < turn.wanted.promisedEpoch()) {
      turn.send(candidate, new Message.Fenced(turn.wanted.promisedEpoch()));
    } else if (isAbout(turn, fetch.incarnation()) && fetch.fromOffset() >= turn.log.startOffset()) {
      turn.put(
          new Output.Ship(
              candidate,
              new Message.Fetched(
                  fetch.epoch(), fetch.incarnation(), fetch.fromOffset(), List.of()),
              fetch.incarnation(),
              fetch.fromOffset(),
              Math.min(turn.log.usableEnd(), turn.log.disk().writtenEnd()),
              turn.self.settings().maxShipmentBytes()));
    }
  }

  static void onAccept(Turn turn, ReplicaId leader, Message.Accept accept) {
    int epoch = accept.epoch();
    if (isFenced(turn, leader, epoch) || Departure.isLeaving(turn, epoch)) {
      return;
    }
    if (!isAbout(turn, accept.incarnation())) {
      report(turn, leader, epoch, Standing.UNACCEPTED, false);
    } else if (!isUnder(turn, epoch) || accept.log().start().offset() > turn.log.endOffset()) {
      // Under the same leader again where that has deleted what this log would have to begin with.
      turn.fenced(epoch);
      turn.want(turn.wanted.promising(epoch));
      turn.role = new Role.Synchronizing(epoch, leader, accept.log(), false);
    } else {
      report(turn, leader, epoch, standing(turn), false);
    }
  }

  static void onPing(Turn turn, ReplicaId leader, Message.Ping ping) {
    if (!isFenced(turn, leader, ping.epoch())) {
      turn.fenced(ping.epoch());
      Standing standing = isUnder(turn, ping.epoch()) ? standing(turn) : Standing.UNACCEPTED;
      report(turn, leader, ping.epoch(), standing, false);
    }
  }

  static void onAppend(Turn turn, ReplicaId leader, Message.Append append) {
    int epoch = append.epoch();
    if (isFenced(turn, leader, epoch)) {
      return;
    }
    if (isAbout(turn, append.incarnation()) && isUnder(turn, epoch)) {
      obey(turn, append);
    } else if (isAbout(turn, append.incarnation()) && !turn.keep(Rule.APPEND_NEEDS_ACCEPTED)) {
      turn.role = new Role.Following(epoch, leader, 0);
      obey(turn, append);
    } else {
      turn.fenced(epoch);
      report(turn, leader, epoch, Standing.UNACCEPTED, false);
    }
  }

  static boolean isFenced(Turn turn, ReplicaId leader, int epoch) {
    if (epoch >= turn.wanted.promisedEpoch() || !turn.keep(Rule.FENCE_APPENDS)) {
      return false;
    }
    turn.send(leader, new Message.Fenced(turn.wanted.promisedEpoch()));
    return true;
  }

  static boolean isAbout(Turn turn, long incarnation) {
    return incarnation == turn.self.incarnation() || !turn.keep(Rule.CHECK_INCARNATION);
  }

  private static boolean isUnder(Turn turn, int epoch) {
    return switch (turn.role) {
      case Role.Following following -> following.epoch() == epoch;
      case Role.Synchronizing copying -> copying.epoch() == epoch;
      case Role.Idle other -> false;
      case Role.Promised other -> false;
      case Role.Preparing other -> false;
      case Role.Copying other -> false;
      case Role.Accepting other -> false;
      case Role.Leading other -> false;
      case Role.Failed other -> false;
      case Role.Retiring other -> false;
      case Role.Retired other -> false;
    };
  }

  private static Standing standing(Turn turn) {
    if (turn.role instanceof Role.Following) {
      return Standing.ACCEPTED;
    }
    return turn.role instanceof Role.Synchronizing copying && copying.aligned()
        ? Standing.COPYING
        : Standing.UNACCEPTED;
  }

  /** Takes what fits behind the log's end; what is already there is skipped. */
  private static void obey(Turn turn, Message.Append append) {
    long limit = Long.MAX_VALUE;
    if (turn.role instanceof Role.Synchronizing copying) {
      if (!copying.aligned()) {
        return;
      }
      limit = copying.target().endOffset();
    } else if (turn.role instanceof Role.Following following) {
      turn.role =
          new Role.Following(
              following.epoch(),
              following.leader(),
              Math.max(following.leaderHighWatermark(), append.highWatermark()));
      if (append.logStart().offset() <= turn.highWatermark) {
        turn.trimTo(append.logStart());
      }
    }
    if (!isAnnounced(turn, append)) {
      return;
    }
    Fit fit = fit(turn, append, limit);
    if (!fit.entries().isEmpty()) {
      turn.append(fit.entries());
    }
    if (fit.entries().isEmpty() || fit.gap()) {
      report(turn, leaderOf(turn), append.epoch(), standing(turn), fit.gap(), append.stamp());
    }
  }

  /**
   * A leader reads what it ships, and by then it may be none any more and its log another's. While
   * it was one, everything behind what it offered was its own.
   */
  private static boolean isAnnounced(Turn turn, Message.Append append) {
    if (append.entries().isEmpty() || !turn.keep(Rule.ENTRIES_AS_ANNOUNCED)) {
      return true;
    }
    long end = turn.log.endOffset();
    for (Entry entry : append.entries()) {
      if (entry.endOffset() > end && !isAnnounced(turn, entry)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAnnounced(Turn turn, Entry entry) {
    return turn.role instanceof Role.Synchronizing copying
        ? entry.baseOffset() >= copying.target().endOffset() || copying.target().has(entry)
        : turn.role instanceof Role.Following following && entry.epoch() == following.epoch();
  }

  private record Fit(List<Entry> entries, boolean gap) {}

  private static Fit fit(Turn turn, Message.Append append, long limit) {
    long end = turn.log.endOffset();
    int previous = append.previousEpoch();
    boolean check = turn.keep(Rule.CHECK_PREVIOUS);
    boolean gap = append.entries().isEmpty() && append.fromOffset() > end;
    var fitting = new ArrayList<Entry>();
    for (Entry entry : append.entries()) {
      boolean isNext =
          fitting.isEmpty()
              ? entry.baseOffset() == end && previous == turn.log.epochs().lastEpoch()
              : entry.baseOffset() == fitting.getLast().endOffset();
      if (entry.endOffset() > end && entry.endOffset() <= limit) {
        if (check && !isNext) {
          gap = true;
          break;
        }
        fitting.add(entry);
      }
      previous = entry.epoch();
    }
    return new Fit(List.copyOf(fitting), gap);
  }

  static void advance(Turn turn, Role.Synchronizing copying) {
    Role.Synchronizing now = copying;
    if (!now.aligned()) {
      if (!turn.saved.equals(turn.wanted) || !turn.align(now.target())) {
        return;
      }
      now = new Role.Synchronizing(now.epoch(), now.leader(), now.target(), true);
      turn.role = now;
      report(turn, now.leader(), now.epoch(), Standing.COPYING, false);
    }
    long end = now.target().endOffset();
    boolean complete =
        (turn.log.endOffset() >= end && turn.isDurableTo(end))
            || !turn.keep(Rule.ACCEPT_AFTER_COPY);
    if (!complete) {
      return;
    }
    turn.want(turn.wanted.accepting(now.epoch(), turn.trustedBoot()));
    if (turn.saved.equals(turn.wanted) || !turn.keep(Rule.SYNC_ACCEPTED_EPOCH)) {
      turn.role = new Role.Following(now.epoch(), now.leader(), 0);
      report(turn, now.leader(), now.epoch(), Standing.ACCEPTED, false);
    }
  }

  static void advance(Turn turn, Role.Following following) {
    long known = Math.min(following.leaderHighWatermark(), turn.log.endOffset());
    if (known > turn.highWatermark && turn.log.disk().isWrittenTo(known)) {
      turn.raiseHighWatermark(known);
    }
  }

  /** The disk has moved on; whoever leads this replica wants to know. */
  static void reportProgress(Turn turn) {
    if (turn.role instanceof Role.Following following) {
      report(turn, following.leader(), following.epoch(), Standing.ACCEPTED, false);
    } else if (turn.role instanceof Role.Synchronizing copying && copying.aligned()) {
      report(turn, copying.leader(), copying.epoch(), Standing.COPYING, false);
    }
  }

  private static ReplicaId leaderOf(Turn turn) {
    return switch (turn.role) {
      case Role.Following following -> following.leader();
      case Role.Synchronizing copying -> copying.leader();
      case Role.Idle other -> throw unled();
      case Role.Promised other -> throw unled();
      case Role.Preparing other -> throw unled();
      case Role.Copying other -> throw unled();
      case Role.Accepting other -> throw unled();
      case Role.Leading other -> throw unled();
      case Role.Failed other -> throw unled();
      case Role.Retiring other -> throw unled();
      case Role.Retired other -> throw unled();
    };
  }

  private static IllegalStateException unled() {
    return new IllegalStateException("only a follower has a leader");
  }

  /** A word that answers nothing in particular. */
  static void report(Turn turn, ReplicaId leader, int epoch, Standing standing, boolean gap) {
    report(turn, leader, epoch, standing, gap, 0);
  }

  private static void report(
      Turn turn, ReplicaId leader, int epoch, Standing standing, boolean gap, long stamp) {
    long durable =
        turn.keep(Rule.REPORT_WHAT_IS_DURABLE) ? turn.durableEnd() : turn.log.endOffset();
    turn.send(
        leader,
        new Message.Report(
            epoch, turn.self.incarnation(), standing, turn.log.endOffset(), durable, gap, stamp));
  }
}
