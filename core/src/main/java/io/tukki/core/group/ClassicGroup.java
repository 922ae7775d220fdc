package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.ILLEGAL_GENERATION;
import static io.tukki.core.result.GroupFault.INCONSISTENT_GROUP_PROTOCOL;
import static io.tukki.core.result.GroupFault.INVALID_SESSION_TIMEOUT;

import io.tukki.core.group.ClassicRound.Phase;
import io.tukki.core.group.GroupCommand.Caller;
import io.tukki.core.group.GroupCommand.Candidate;
import io.tukki.core.group.GroupCommand.ClassicCommand;
import io.tukki.core.group.GroupCommand.ClassicCommand.Heartbeat;
import io.tukki.core.group.GroupCommand.ClassicCommand.Join;
import io.tukki.core.group.GroupCommand.ClassicCommand.Leave;
import io.tukki.core.group.GroupCommand.ClassicCommand.Sync;
import io.tukki.core.group.GroupCommand.Committer;
import io.tukki.core.group.GroupCommand.Leaver;
import io.tukki.core.group.GroupCommand.ProtocolClaim;
import io.tukki.core.group.GroupEvent.ClassicEvent.AssignmentsMade;
import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMemberReplaced;
import io.tukki.core.group.GroupReply.Heard;
import io.tukki.core.group.GroupReply.Joined;
import io.tukki.core.group.GroupReply.Leaving;
import io.tukki.core.group.GroupReply.Left;
import io.tukki.core.group.GroupReply.MemberIdGiven;
import io.tukki.core.group.GroupReply.Synced;
import io.tukki.core.id.MemberId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;
import io.tukki.core.result.Refusal.InvalidRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The classic protocol: members join, one of them is the leader and assigns, all others fetch what
 * they were given. What is transient of it lives here; {@link ClassicMembers} is what lasts.
 */
final class ClassicGroup {

  private final GroupRules rules;
  private final Seats seats = new Seats();
  private final ClassicRound round;

  ClassicGroup(GroupRules rules) {
    this.rules = rules;
    this.round = new ClassicRound(rules.classic(), seats);
  }

  /** Goes on with what is durable: all members have a whole session to make themselves heard. */
  void resume(Turn turn) {
    seats.clear();
    for (ClassicMember member : turn.state().classic().members().values()) {
      Seat seat = new Seat(member, false);
      seat.heard(turn);
      seats.add(seat);
    }
    round.resume(turn);
  }

  Phase phase() {
    return round.phase();
  }

  List<ClassicMember> seated() {
    return seats.members();
  }

  void handle(ClassicCommand command, Turn turn) {
    switch (command) {
      case Join join -> join(join, turn);
      case Sync sync -> sync(sync, turn);
      case Heartbeat heartbeat -> heartbeat(heartbeat, turn);
      case Leave leave -> leave(leave, turn);
    }
  }

  // ---- joining ----

  private void join(Join join, Turn turn) {
    Candidate candidate = join.candidate();
    Optional<Refusal> wrong = checkBounds(candidate);
    if (wrong.isPresent()) {
      turn.refuse(join.ticket(), wrong.get());
    } else if (!hasRoom(join.member())) {
      turnAway(join, turn);
    } else if (!speaksOurLanguage(candidate)) {
      turn.refuse(
          join.ticket(),
          INCONSISTENT_GROUP_PROTOCOL,
          "The member has no protocol in common with all others of the group.");
    } else if (join.member().isPresent()) {
      comeBack(join, join.member().get(), turn);
    } else {
      comeFirst(join, turn);
    }
  }

  private Optional<Refusal> checkBounds(Candidate candidate) {
    GroupRules.ClassicRules bounds = rules.classic();
    int session = candidate.sessionTimeoutMs();
    if (session < bounds.minSessionTimeoutMs() || session > bounds.maxSessionTimeoutMs()) {
      return Optional.of(
          new GroupRefused(
              INVALID_SESSION_TIMEOUT,
              "A session time-out is %d to %d ms, not %d."
                  .formatted(bounds.minSessionTimeoutMs(), bounds.maxSessionTimeoutMs(), session)));
    }
    if (candidate.rebalanceTimeoutMs() < 0) {
      return Optional.of(new InvalidRequest("A member may take some time to join again."));
    }
    int bytes = ClassicMember.metadataBytes(candidate.protocols());
    if (bytes > bounds.maxMetadataBytes()) {
      return Optional.of(
          new InvalidRequest(
              "A member's protocols take %d bytes; %d are possible (max-metadata-bytes)."
                  .formatted(bytes, bounds.maxMetadataBytes())));
    }
    if (bytes + seats.metadataBytes() > bounds.maxGroupMetadataBytes()) {
      return Optional.of(
          new InvalidRequest(
              "The group's members would say more than %d bytes (max-group-metadata-bytes)."
                  .formatted(bounds.maxGroupMetadataBytes())));
    }
    return Optional.empty();
  }

  private boolean hasRoom(Optional<MemberId> member) {
    Optional<Seat> seat = member.flatMap(seats::of);
    return switch (round.phase()) {
      case EMPTY -> true;
      // Whoever has joined stays; should the bound have become smaller, the last ones go.
      case GATHERING ->
          seat.filter(Seat::isJoining).isPresent() || seats.joiningCount() < rules.maxMembers();
      case SYNCING, STABLE -> seat.isPresent() || seats.count() < rules.maxMembers();
    };
  }

  private void turnAway(Join join, Turn turn) {
    turn.refuse(join.ticket(), Faults.full(rules.maxMembers()));
    join.member()
        .flatMap(seats::of)
        .ifPresent(seat -> round.drop(List.of(seat), Faults.full(rules.maxMembers()), turn));
    join.member().ifPresent(seats::withdraw);
    round.completeIfAllJoined(turn);
  }

  private boolean speaksOurLanguage(Candidate candidate) {
    if (candidate.protocolType().isEmpty() || candidate.protocols().isEmpty()) {
      return false;
    }
    if (seats.isEmpty()) {
      return true;
    }
    Set<String> common = Ballot.common(seats.members());
    return candidate.protocolType().equals(round.type())
        && candidate.protocols().stream().anyMatch(known -> common.contains(known.name()));
  }

  private void comeFirst(Join join, Turn turn) {
    Optional<Seat> earlier = join.candidate().instance().flatMap(seats::of);
    if (earlier.isPresent()) {
      replace(join, earlier.get(), turn);
    } else if (join.candidate().instance().isPresent() || !join.handshake().learnsItsIdFirst()) {
      add(join, join.fresh(), turn);
    } else if (seats.announcedCount() >= rules.maxMembers()) {
      turn.refuse(join.ticket(), Faults.full(rules.maxMembers()));
    } else {
      long untilMs = turn.nowMs() + join.candidate().sessionTimeoutMs();
      seats.announce(join.fresh(), turn.wakeAt(untilMs));
      turn.answer(join.ticket(), new MemberIdGiven(join.fresh()));
    }
  }

  private void add(Join join, MemberId id, Turn turn) {
    if (seats.isEmpty()) {
      round.speak(join.candidate().protocolType());
    }
    ClassicMember member = ClassicMember.of(id, join.candidate());
    Seat seat = new Seat(member, true);
    seat.join(member, join.ticket(), turn);
    seat.expireAt(turn.nowMs() + rules.classic().newMemberJoinTimeoutMs(), turn);
    round.newcomer();
    seats.add(seat);
    round.rebalance(turn);
  }

  private void comeBack(Join join, MemberId id, Turn turn) {
    if (seats.isAnnounced(id) && join.candidate().instance().isEmpty()) {
      add(join, id, turn);
      return;
    }
    Optional<Refusal> doubts = seats.doubts(id, join.candidate().instance());
    if (doubts.isPresent()) {
      turn.refuse(join.ticket(), doubts.get());
    } else {
      rejoin(join, seats.of(id).orElseThrow(), turn);
    }
  }

  private void rejoin(Join join, Seat seat, Turn turn) {
    ClassicMembers now = turn.state().classic();
    boolean unchanged = seat.member().protocols().equals(join.candidate().protocols());
    // A leader that joins again wants to assign anew: it may have seen that topics have changed.
    boolean leads = now.leader().filter(seat.id()::equals).isPresent();
    boolean upToDate =
        switch (round.phase()) {
          case SYNCING -> unchanged;
          case STABLE -> unchanged && !leads;
          case EMPTY, GATHERING -> false;
        };
    if (upToDate) {
      // The answer to its last request was lost.
      turn.answer(join.ticket(), ClassicRound.joined(seat.id(), now));
    } else {
      seat.join(ClassicMember.of(seat.id(), join.candidate()), join.ticket(), turn);
      round.rebalance(turn);
    }
  }

  /** A static member that started again takes the place of its earlier incarnation. */
  private void replace(Join join, Seat earlier, Turn turn) {
    ClassicMembers before = turn.state().classic();
    ClassicMember member = ClassicMember.of(join.fresh(), join.candidate());
    earlier.refuseAll(Faults.fenced(earlier.member().instance().orElseThrow(), member.id()), turn);
    seats.remove(earlier);
    round.forget(earlier.id());
    Seat seat = new Seat(member, false);
    seat.join(member, join.ticket(), turn);
    seat.heard(turn);
    seats.add(seat);
    boolean keepsGeneration =
        round.phase() == Phase.STABLE
            && Ballot.elect(seats.members()).equals(before.agreement().protocol());
    if (before.members().containsKey(earlier.id())) {
      turn.happened(new ClassicMemberReplaced(earlier.id(), member, keepsGeneration));
    }
    if (keepsGeneration) {
      seat.answerJoin(takenOver(join, before, turn.state().classic()), turn);
    } else {
      round.rebalance(turn);
    }
  }

  private static Joined takenOver(Join join, ClassicMembers before, ClassicMembers now) {
    Joined joined = ClassicRound.joined(join.fresh(), now);
    boolean leads = joined.leader().equals(join.fresh());
    if (join.handshake().skipsAssignment()) {
      return new Joined(
          joined.member(),
          joined.generation(),
          joined.protocolType(),
          joined.protocol(),
          joined.leader(),
          joined.members(),
          leads);
    }
    // It does not know that it may skip assigning, so it is not told that it leads.
    return new Joined(
        joined.member(),
        joined.generation(),
        joined.protocolType(),
        joined.protocol(),
        before.leader().orElse(joined.leader()),
        List.of(),
        false);
  }

  // ---- syncing ----

  private void sync(Sync sync, Turn turn) {
    ClassicMembers now = turn.state().classic();
    Optional<Refusal> doubts = seats.doubts(sync.caller()).or(() -> doubts(sync.claim(), now));
    if (doubts.isPresent()) {
      turn.refuse(sync.ticket(), doubts.get());
      return;
    }
    MemberId member = sync.caller().member();
    Seat seat = seats.of(member).orElseThrow();
    switch (round.phase()) {
      case EMPTY -> turn.refuse(sync.ticket(), Faults.unknown(member));
      case GATHERING -> turn.refuse(sync.ticket(), Faults.rebalancing());
      case SYNCING -> {
        seat.sync(sync.ticket(), turn);
        round.synced(member);
        if (now.leader().filter(member::equals).isPresent()) {
          assign(sync, seat, turn);
        }
      }
      case STABLE -> {
        round.synced(member);
        seat.heard(turn);
        turn.answer(sync.ticket(), synced(member, now));
      }
    }
  }

  private static Optional<Refusal> doubts(ProtocolClaim claim, ClassicMembers now) {
    if (claim.generation() != now.generation()) {
      return Optional.of(otherGeneration(claim.generation(), now));
    }
    boolean fits =
        claim.protocolType().orElse(now.agreement().type()).equals(now.agreement().type())
            && claim
                .protocol()
                .orElse(now.agreement().protocol())
                .equals(now.agreement().protocol());
    return fits
        ? Optional.empty()
        : Optional.of(
            new GroupRefused(
                INCONSISTENT_GROUP_PROTOCOL, "The group speaks %s.".formatted(now.agreement())));
  }

  private static Refusal otherGeneration(int claimed, ClassicMembers now) {
    return new GroupRefused(
        ILLEGAL_GENERATION,
        "Generation %d is not the group's, which is %d.".formatted(claimed, now.generation()));
  }

  private void assign(Sync sync, Seat leader, Turn turn) {
    Map<MemberId, Opaque> assignments = new HashMap<>();
    long bytes = 0;
    for (Map.Entry<MemberId, Opaque> entry : sync.assignments().entrySet()) {
      if (seats.of(entry.getKey()).isPresent() && entry.getValue().sizeBytes() > 0) {
        assignments.put(entry.getKey(), entry.getValue());
        bytes += entry.getValue().sizeBytes();
      }
    }
    if (bytes > rules.classic().maxAssignmentBytes()) {
      leader.refuseSync(
          new InvalidRequest(
              "The assignments take %d bytes; %d are possible (max-assignment-bytes)."
                  .formatted(bytes, rules.classic().maxAssignmentBytes())),
          turn);
      return;
    }
    turn.happened(new AssignmentsMade(assignments));
    round.stable();
    ClassicMembers now = turn.state().classic();
    for (Seat seat : seats.all()) {
      seat.answerSync(synced(seat.id(), now), turn);
    }
  }

  private static Synced synced(MemberId member, ClassicMembers now) {
    return new Synced(now.agreement().type(), now.agreement().protocol(), now.assignment(member));
  }

  // ---- living and leaving ----

  private void heartbeat(Heartbeat heartbeat, Turn turn) {
    Caller caller = heartbeat.caller();
    ClassicMembers now = turn.state().classic();
    Optional<Refusal> doubts = seats.doubts(caller);
    if (doubts.isPresent()) {
      turn.refuse(heartbeat.ticket(), doubts.get());
    } else if (heartbeat.generation() != now.generation()) {
      turn.refuse(heartbeat.ticket(), otherGeneration(heartbeat.generation(), now));
    } else {
      seats.of(caller.member()).orElseThrow().heard(turn);
      if (round.phase() == Phase.GATHERING) {
        turn.refuse(heartbeat.ticket(), Faults.rebalancing());
      } else {
        turn.answer(heartbeat.ticket(), new Heard());
      }
    }
  }

  private void leave(Leave leave, Turn turn) {
    List<Leaving> outcomes = new ArrayList<>();
    Set<Seat> leaving = new LinkedHashSet<>();
    for (Leaver leaver : leave.leavers()) {
      outcomes.add(new Leaving(leaver, leave(leaver, leaving)));
    }
    round.drop(leaving, Faults.takenOut(), turn);
    if (leaving.isEmpty()) {
      // Perhaps all others only waited for one that had been told its id.
      round.completeIfAllJoined(turn);
    } else {
      round.rebalance(turn);
    }
    turn.answer(leave.ticket(), new Left(outcomes));
  }

  private Optional<Refusal> leave(Leaver leaver, Set<Seat> leaving) {
    Optional<MemberId> named =
        leaver.member().or(() -> leaver.instance().flatMap(seats::of).map(Seat::id));
    if (named.isEmpty()) {
      return Optional.of(
          leaver.instance().map(Faults::unknown).orElse(Faults.unknown(new MemberId(""))));
    }
    if (seats.withdraw(named.get())) {
      return Optional.empty();
    }
    Optional<Refusal> doubts = seats.doubts(named.get(), leaver.instance());
    if (doubts.isEmpty() && !leaving.add(seats.of(named.get()).orElseThrow())) {
      return Optional.of(Faults.unknown(named.get()));
    }
    return doubts;
  }

  // ---- positions ----

  /** Why this committer may not change positions now, if it may not. */
  Optional<Refusal> doubts(Committer committer, ClassicMembers now, boolean onlyReads) {
    return switch (committer) {
      case Committer.Outsider outsider ->
          round.phase() == Phase.EMPTY
              ? Optional.empty()
              : Optional.of(Faults.unknown(new MemberId("")));
      case Committer.Member(var member, var instance, var generation) -> {
        Optional<Refusal> doubts = seats.doubts(member, instance);
        if (doubts.isEmpty() && generation != now.generation()) {
          doubts = Optional.of(otherGeneration(generation, now));
        }
        // It has yet to hear what it is to read, so it cannot have read anything in this
        // generation.
        yield doubts.isEmpty() && !onlyReads && round.phase() == Phase.SYNCING
            ? Optional.of(Faults.rebalancing())
            : doubts;
      }
    };
  }

  void heard(MemberId member, Turn turn) {
    seats.of(member).ifPresent(seat -> seat.heard(turn));
  }

  // ---- time ----

  void timePassed(Turn turn) {
    seats.forgetAnnounced(turn.nowMs());
    List<Seat> expired = seats.expired(turn.nowMs());
    round.drop(expired, Faults.takenOut(), turn);
    if (!expired.isEmpty() && round.phase() != Phase.GATHERING) {
      round.gather(turn);
    } else if (round.phase() == Phase.GATHERING && seats.allJoining() && !expired.isEmpty()) {
      round.complete(turn);
    } else {
      round.completeIfAllJoined(turn);
    }
    round.timePassed(turn);
    turn.wakeAt(Math.min(round.nextMs(), seats.nextExpiryMs(turn.nowMs())));
  }
}
