package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Input.ChangeRequest;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the replica set changes: an entry of the log, one at a time, voters through a joint
 * configuration. An entry is in force where it is in the log, and final when it is committed.
 */
final class Reconfiguration {
  private Reconfiguration() {}

  static void request(Turn turn, ChangeRequest change) {
    if (!(turn.role instanceof Role.Leading leading)) {
      turn.put(new Output.Refused(change.request(), Reason.NOT_LEADER));
      return;
    }
    Optional<Reason> refusal = refusal(turn, leading, change);
    if (refusal.isPresent()) {
      turn.put(new Output.Refused(change.request(), refusal.get()));
      return;
    }
    var changes = new ArrayList<>(leading.changes());
    changes.add(change.request());
    turn.role = new Role.Leading(leading.reign(), leading.pending(), List.copyOf(changes));
    append(turn, next(turn, change));
  }

  private static Optional<Reason> refusal(Turn turn, Role.Leading leading, ChangeRequest change) {
    if (turn.configuration().isJoint() || !isCommitted(turn)) {
      return Optional.of(Reason.CHANGE_UNDER_WAY);
    }
    Reign reign = leading.reign();
    boolean ready = change.voters().stream().allMatch(voter -> isReady(turn, reign, voter));
    long live = change.voters().stream().filter(voter -> isLive(turn, reign, voter)).count();
    return ready && live >= Configuration.majority(change.voters())
        ? Optional.empty()
        : Optional.of(Reason.NOT_CAUGHT_UP);
  }

  /** A voter that has first to be sent everything would hold up all that is appended meanwhile. */
  private static boolean isReady(Turn turn, Reign reign, ReplicaId voter) {
    return turn.configuration().isVoter(voter) || isLive(turn, reign, voter);
  }

  /** Of a log that grows all the time nobody has everything at any time: who keeps up will do. */
  private static boolean isLive(Turn turn, Reign reign, ReplicaId voter) {
    return voter.equals(turn.self.id())
        || (reign.knows(voter)
            && reign.peer(voter).stage() instanceof Peer.Live live
            && (live.stream().keepsUp() || live.matchEnd() >= turn.highWatermark));
  }

  private static Configuration next(Turn turn, ChangeRequest change) {
    Configuration now = turn.configuration();
    List<ReplicaId> learners =
        change.learners().stream().filter(learner -> !change.voters().contains(learner)).toList();
    var asked = new Configuration(now.generation() + 1, change.voters(), List.of(), learners);
    if (asked.voters().equals(now.voters()) || !turn.keep(Rule.JOINT_CHANGE)) {
      return asked;
    }
    return new Configuration(now.generation() + 1, now.voters(), asked.voters(), learners);
  }

  /** Whether the configuration in force is committed, and no step on the way to another one. */
  static boolean isSettled(Turn turn) {
    return isCommitted(turn) && !turn.configuration().isJoint();
  }

  private static boolean isCommitted(Turn turn) {
    return turn.log.configurations().latestEnd() <= turn.highWatermark;
  }

  private static void append(Turn turn, Configuration configuration) {
    if (turn.role instanceof Role.Leading leading) {
      long offset = turn.log.endOffset();
      turn.append(
          List.of(
              new Entry(
                  leading.reign().epoch(),
                  offset,
                  offset,
                  turn.log.nextOrdinal(),
                  0,
                  new Payload.Change(configuration))));
      Reigning.meet(turn, configuration.members());
    }
  }

  /** Goes on when a configuration is committed: to the second step, to the answer, or away. */
  static void advance(Turn turn) {
    if (!isCommitted(turn) || !(turn.role instanceof Role.Leading leading)) {
      return;
    }
    Configuration now = turn.configuration();
    if (now.isJoint()) {
      append(turn, now.settled());
      return;
    }
    if (!leading.changes().isEmpty()) {
      Departure.tellAll(turn);
      leading
          .changes()
          .forEach(
              change ->
                  turn.put(new Output.Acknowledged(change, turn.log.configurations().latestEnd())));
      turn.role = new Role.Leading(leading.reign(), leading.pending(), List.of());
    }
    if (!now.isVoter(turn.self.id())) {
      turn.stepDown(Reason.REMOVED);
    }
  }
}
