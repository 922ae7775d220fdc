package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a replica is doing. Any message of a higher epoch ends whatever it was.
 *
 * <pre>
 *             Prepare                  Accept
 *    Idle ------------> Promised ----------------> Synchronizing ---------> Following
 *     |  \                                ^         cut, copy, write         ^   |
 *     |   `-------------------------------'         acceptedEpoch            `---' Append
 *     | Nominate                Accept
 *     v
 *  Preparing ----------> Copying ----------> Accepting ----------> Leading
 *     |      a majority     |    has the best    |    a majority      |
 *     |      has promised   |    log             |    has accepted    |
 *     `---------------------+----------+---------+--------------------'
 *                                      v  fenced, out of patience, resigned
 *                                    Idle                     Failed: the disk is lost
 * </pre>
 *
 * <p>A replica that is told to retire does so wherever it is in this drawing, and ends.
 *
 * <p>Learner and suspect are no states: a learner is told apart by the configuration, a suspect by
 * its log, and both do in every state what is drawn here; they only count less.
 */
sealed interface Role {

  /** The epoch that is led, or to be led; otherwise nobody can be fenced. */
  default OptionalInt reignEpoch() {
    return switch (this) {
      case Role.Preparing preparing -> OptionalInt.of(preparing.epoch());
      case Role.Copying copying -> OptionalInt.of(copying.epoch());
      case Role.Accepting accepting -> OptionalInt.of(accepting.reign().epoch());
      case Role.Leading leading -> OptionalInt.of(leading.reign().epoch());
      case Role.Idle idle -> OptionalInt.empty();
      case Role.Promised promised -> OptionalInt.empty();
      case Role.Synchronizing synchronizing -> OptionalInt.empty();
      case Role.Following following -> OptionalInt.empty();
      case Role.Failed failed -> OptionalInt.empty();
      case Role.Retiring retiring -> OptionalInt.empty();
      case Role.Retired retired -> OptionalInt.empty();
    };
  }

  /** Knows no leader; keeps its promises. */
  record Idle() implements Role {}

  /** Has promised, and answers as soon as the promise is on disk. */
  record Promised(int epoch, ReplicaId candidate, boolean answered) implements Role {}

  /** Brings its log to that of a new leader. */
  record Synchronizing(int epoch, ReplicaId leader, LogSummary target, boolean aligned)
      implements Role {}

  record Following(int epoch, ReplicaId leader, long leaderHighWatermark) implements Role {}

  /** Collects promises, its own first. */
  record Preparing(int epoch, List<Vote> votes, List<ReplicaId> asked, Patience patience)
      implements Role {}

  /** Fetches what it misses from the best log. */
  record Copying(int epoch, Vote source, List<Vote> votes, boolean aligned, Patience patience)
      implements Role {}

  /** Offers its log; serves nothing yet. */
  record Accepting(Reign reign, Patience patience) implements Role {}

  /** Serves. {@code changes}: requests that wait for the configuration in force to be committed. */
  record Leading(Reign reign, List<PendingAppend> pending, List<Long> changes) implements Role {}

  /** Is no member any more; writes down that it has no log before it has none. */
  record Retiring(int epoch, ReplicaId leader, long generation) implements Role {}

  record Failed() implements Role {}

  /** Its log goes. Another replica begins when there is something to be said to it. */
  record Retired() implements Role {}

  /** A promise and who gave it. */
  record Vote(ReplicaId from, Message.Promise promise) {}

  /** When a candidate gives up, and when it last asked. */
  record Patience(long deadlineMs, long askedMs) {
    Patience askedAt(long nowMs) {
      return new Patience(deadlineMs, nowMs);
    }
  }

  /** An append that waits to be acknowledged. */
  record PendingAppend(long request, long endOffset, Input.Wait until, int minReplicas) {}
}
