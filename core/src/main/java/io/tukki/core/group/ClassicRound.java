package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMembersLeft;
import io.tukki.core.group.GroupEvent.ClassicEvent.GenerationBegun;
import io.tukki.core.group.GroupReply.Joined;
import io.tukki.core.group.GroupReply.JoinedMember;
import io.tukki.core.id.MemberId;
import io.tukki.core.result.Refusal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From one generation of a classic group to the next.
 *
 * <pre>
 *              a member comes, goes, or has changed
 *           +------------------+------------------+
 *           v                  |                  |
 *   EMPTY  GATHERING --------> SYNCING -------> STABLE
 *     ^       |    all joined,    leader assigned
 *     +-------+    or time is up
 *   nobody is left
 * </pre>
 *
 * An empty group gathers for a while whoever comes first, so that a start of many members is not as
 * many generations.
 */
final class ClassicRound {

  enum Phase {
    EMPTY,
    GATHERING,
    SYNCING,
    STABLE
  }

  /**
   * @param first the group was empty: it waits, even if all that are there have joined
   * @param remainingMs how much longer it may be prolonged
   * @param newcomers somebody came since the wait was last prolonged
   */
  private record Wait(
      boolean first, long untilMs, int delayMs, int remainingMs, boolean newcomers) {}

  private static final Wait NO_WAIT = new Wait(false, Long.MAX_VALUE, 0, 0, false);

  private final GroupRules.ClassicRules rules;
  private final Seats seats;
  private final Set<MemberId> unsynced = new HashSet<>();
  private Phase phase = Phase.EMPTY;
  private Wait wait = NO_WAIT;
  private long syncUntilMs = Long.MAX_VALUE;
  private String type = "";

  ClassicRound(GroupRules.ClassicRules rules, Seats seats) {
    this.rules = rules;
    this.seats = seats;
  }

  Phase phase() {
    return phase;
  }

  String type() {
    return type;
  }

  /** The first member decides what the group is about. */
  void speak(String newType) {
    type = newType;
  }

  /** Goes on with the last durable generation after its coordinator was lost. */
  void resume(Turn turn) {
    ClassicMembers members = turn.state().classic();
    type = members.agreement().type();
    unsynced.clear();
    wait = NO_WAIT;
    syncUntilMs = Long.MAX_VALUE;
    switch (members.stage()) {
      case EMPTY -> phase = Phase.EMPTY;
      case STABLE -> phase = Phase.STABLE;
      case SYNCING -> awaitSyncs(turn);
      case BROKEN -> {
        phase = Phase.GATHERING;
        waitForMembers(turn);
      }
    }
  }

  // ---- gathering ----

  void newcomer() {
    if (phase == Phase.GATHERING && wait.first()) {
      wait = new Wait(true, wait.untilMs(), wait.delayMs(), wait.remainingMs(), true);
    }
  }

  /** Something has changed that takes another generation. */
  void rebalance(Turn turn) {
    if (phase == Phase.GATHERING) {
      completeIfAllJoined(turn);
    } else {
      gather(turn);
    }
  }

  void gather(Turn turn) {
    boolean first = phase == Phase.EMPTY;
    for (Seat seat : seats.all()) {
      seat.refuseSync(Faults.rebalancing(), turn);
    }
    unsynced.clear();
    syncUntilMs = Long.MAX_VALUE;
    phase = Phase.GATHERING;
    if (first) {
      int delayMs = rules.initialRebalanceDelayMs();
      int remainingMs = Math.max(seats.longestRebalanceTimeoutMs() - delayMs, 0);
      wait = new Wait(true, turn.wakeAt(turn.nowMs() + delayMs), delayMs, remainingMs, false);
    } else if (seats.allJoining()) {
      complete(turn);
    } else {
      waitForMembers(turn);
    }
  }

  private void waitForMembers(Turn turn) {
    long untilMs = turn.nowMs() + seats.longestRebalanceTimeoutMs();
    wait = new Wait(false, turn.wakeAt(untilMs), 0, 0, false);
  }

  /** A group that has only just been begun waits all the same. */
  void completeIfAllJoined(Turn turn) {
    if (phase == Phase.GATHERING && !wait.first() && seats.allJoining()) {
      complete(turn);
    }
  }

  void timePassed(Turn turn) {
    if (phase == Phase.GATHERING && turn.nowMs() >= wait.untilMs()) {
      if (wait.first() && wait.newcomers() && wait.remainingMs() > 0) {
        prolong(turn);
      } else {
        complete(turn);
      }
    } else if (turn.nowMs() >= syncUntilMs) {
      syncUntilMs = Long.MAX_VALUE;
      dropUnsynced(turn);
    }
  }

  private void prolong(Turn turn) {
    int delayMs = Math.min(rules.initialRebalanceDelayMs(), wait.remainingMs());
    int remainingMs = Math.max(wait.remainingMs() - wait.delayMs(), 0);
    wait = new Wait(true, turn.wakeAt(turn.nowMs() + delayMs), delayMs, remainingMs, false);
  }

  /** Begins the generation with those that have joined and the static members that may yet come. */
  void complete(Turn turn) {
    seats.all().stream()
        .filter(seat -> !seat.isJoining() && seat.member().instance().isEmpty())
        .toList()
        .forEach(seats::remove);
    if (!seats.isEmpty() && seats.joiningCount() == 0) {
      // Static members only, and none of them is there: their sessions will tell.
      waitForMembers(turn);
      return;
    }
    wait = NO_WAIT;
    ClassicMembers last = turn.state().classic();
    if (seats.isEmpty()) {
      phase = Phase.EMPTY;
      turn.happened(begun(last, new Agreement(type, ""), Optional.empty(), turn));
      return;
    }
    Agreement agreement = new Agreement(type, Ballot.elect(seats.members()));
    turn.happened(begun(last, agreement, Optional.of(leader(last)), turn));
    welcome(turn);
    awaitSyncs(turn);
  }

  private GenerationBegun begun(
      ClassicMembers last, Agreement agreement, Optional<MemberId> leader, Turn turn) {
    List<ClassicMember> changed =
        seats.members().stream()
            .filter(member -> !member.equals(last.members().get(member.id())))
            .toList();
    Set<MemberId> gone =
        last.members().keySet().stream()
            .filter(id -> seats.of(id).isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    return new GenerationBegun(
        last.generation() + 1, agreement, leader, changed, gone, turn.nowMs());
  }

  /** The last generation's leader where it has joined, otherwise whoever came first. */
  private MemberId leader(ClassicMembers last) {
    return last.leader()
        .filter(id -> seats.of(id).filter(Seat::isJoining).isPresent())
        .or(() -> seats.all().stream().filter(Seat::isJoining).findFirst().map(Seat::id))
        .orElseThrow(() -> new IllegalStateException("nobody has joined"));
  }

  private void welcome(Turn turn) {
    ClassicMembers now = turn.state().classic();
    for (Seat seat : seats.all()) {
      seat.answerJoin(joined(seat.id(), now), turn);
      seat.heard(turn);
    }
  }

  static Joined joined(MemberId member, ClassicMembers now) {
    MemberId leader = now.leader().orElse(member);
    return new Joined(
        member,
        now.generation(),
        now.agreement().type(),
        now.agreement().protocol(),
        leader,
        leader.equals(member) ? table(now) : List.of(),
        false);
  }

  /** All members with what they say in the protocol that was chosen. */
  static List<JoinedMember> table(ClassicMembers now) {
    String protocol = now.agreement().protocol();
    return now.members().values().stream()
        .map(each -> new JoinedMember(each.id(), each.instance(), each.metadata(protocol)))
        .toList();
  }

  // ---- syncing ----

  private void awaitSyncs(Turn turn) {
    phase = Phase.SYNCING;
    unsynced.clear();
    seats.all().forEach(seat -> unsynced.add(seat.id()));
    syncUntilMs = turn.wakeAt(turn.nowMs() + seats.longestRebalanceTimeoutMs());
  }

  void synced(MemberId member) {
    unsynced.remove(member);
    if (unsynced.isEmpty()) {
      syncUntilMs = Long.MAX_VALUE;
    }
  }

  void stable() {
    phase = Phase.STABLE;
  }

  /** Members that know of the generation and never asked what they were given. */
  private void dropUnsynced(Turn turn) {
    List<Seat> silent = unsynced.stream().flatMap(id -> seats.of(id).stream()).toList();
    if (!silent.isEmpty()) {
      drop(silent, Faults.rebalancing(), turn);
      gather(turn);
    }
  }

  // ---- leaving ----

  /** Takes the members' seats away; what that means for the generation is the caller's to say. */
  void drop(Collection<Seat> leaving, Refusal why, Turn turn) {
    for (Seat seat : leaving) {
      seat.refuseAll(why, turn);
      seats.remove(seat);
      unsynced.remove(seat.id());
    }
    Set<MemberId> durable =
        leaving.stream()
            .map(Seat::id)
            .filter(turn.state().classic().members()::containsKey)
            .collect(Collectors.toUnmodifiableSet());
    if (!durable.isEmpty()) {
      turn.happened(new ClassicMembersLeft(durable));
    }
  }

  void forget(MemberId member) {
    unsynced.remove(member);
  }

  /** The next time at which something is due here. */
  long nextMs() {
    return Math.min(wait.untilMs(), syncUntilMs);
  }
}
