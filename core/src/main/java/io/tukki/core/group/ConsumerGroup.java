package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.FENCED_MEMBER_EPOCH;
import static io.tukki.core.result.GroupFault.STALE_MEMBER_EPOCH;
import static io.tukki.core.result.GroupFault.UNRELEASED_INSTANCE_ID;
import static io.tukki.core.result.GroupFault.UNSUPPORTED_ASSIGNOR;

import io.tukki.core.group.ConsumerMember.Details;
import io.tukki.core.group.GroupCommand.Changes;
import io.tukki.core.group.GroupCommand.Committer;
import io.tukki.core.group.GroupCommand.ConsumerCommand;
import io.tukki.core.group.GroupCommand.ConsumerCommand.Depart;
import io.tukki.core.group.GroupCommand.ConsumerCommand.Enter;
import io.tukki.core.group.GroupCommand.ConsumerCommand.Report;
import io.tukki.core.group.GroupEvent.ConsumerEvent.EpochBegun;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberDescribed;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberMoved;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberReplaced;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MembersLeft;
import io.tukki.core.group.GroupReply.Departed;
import io.tukki.core.group.GroupReply.Reported;
import io.tukki.core.group.Position.Progress;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The next generation of the protocol (KIP-848): the group deals partitions, members report what
 * they have and are told what to have, each at its own pace.
 *
 * <pre>
 *   members, subscriptions, topics change -> epoch grows -> target is dealt (Target)
 *        -> each member, when it reports, takes its next step (Reconciliation, Position)
 * </pre>
 *
 * What is transient of it lives here: when sessions end, and what follows from {@link
 * ConsumerMembers}, which is what lasts.
 */
final class ConsumerGroup {

  private final GroupRules rules;
  private final Ownership ownership = new Ownership();
  private final Subscriptions subscriptions;
  private final Target target;
  private final Map<MemberId, Long> sessionsEndMs = new HashMap<>();

  /** When members are given up that have not given up what they were told to. */
  private final Map<MemberId, Long> revocationsEndMs = new HashMap<>();

  private boolean topicsChanged;

  ConsumerGroup(GroupRules rules) {
    this.rules = rules;
    this.subscriptions = new Subscriptions(rules.consumer());
    this.target = new Target(rules.consumer(), subscriptions);
  }

  /** Goes on with what is durable: all members have a whole session to make themselves heard. */
  void resume(Turn turn) {
    ownership.clear();
    subscriptions.clear();
    sessionsEndMs.clear();
    revocationsEndMs.clear();
    topicsChanged = true;
    for (ConsumerMember member : members(turn).members().values()) {
      ownership.claim(member.position().held(), member.id());
      subscriptions.put(member.id(), member.details().subscription());
      heard(member.id(), turn);
      if (member.position().progress() == Progress.GIVING_UP) {
        revocationsEndMs.put(member.id(), turn.wakeAt(revocationEndMs(member, turn)));
      }
    }
  }

  void topicsChanged(GroupTopics topics) {
    subscriptions.resolveAmong(topics);
    topicsChanged = true;
  }

  boolean reads(TopicId topic) {
    return subscriptions.include(topic);
  }

  void handle(ConsumerCommand command, Turn turn) {
    Optional<Refusal> doubts =
        switch (command) {
          case Enter enter -> checkBounds(enter).or(() -> doubts(enter, members(turn)));
          case Report report ->
              checkBounds(report.changes()).or(() -> doubts(report, members(turn)));
          case Depart depart -> caller(depart, members(turn));
        };
    if (doubts.isPresent()) {
      turn.refuse(command.ticket(), doubts.get());
      return;
    }
    switch (command) {
      case Enter enter -> enter(enter, turn);
      case Report report -> report(report, turn);
      case Depart depart -> depart(depart, turn);
    }
  }

  // ---- what is refused ----

  private Optional<Refusal> checkBounds(Enter enter) {
    if (enter.rebalanceTimeoutMs() <= 0) {
      return Optional.of(new InvalidRequest("A member says how long it may take to give up."));
    }
    return checkBounds(enter.subscription().topics(), enter.subscription().pattern())
        .or(() -> checkAssignor(enter.assignor()));
  }

  private Optional<Refusal> checkBounds(Changes changes) {
    if (changes.rebalanceTimeoutMs().orElse(1) <= 0) {
      return Optional.of(new InvalidRequest("A member may take some time to give up."));
    }
    return checkBounds(changes.topics().orElse(Set.of()), changes.pattern())
        .or(() -> checkAssignor(changes.assignor()));
  }

  private Optional<Refusal> checkBounds(Set<String> topics, Optional<String> pattern) {
    int most = rules.consumer().maxSubscribedTopics();
    if (topics.size() > most) {
      return Optional.of(
          new InvalidRequest(
              "A member can subscribe to %d topics by name (max-subscribed-topics), not %d."
                  .formatted(most, topics.size())));
    }
    return pattern
        .filter(text -> !text.isEmpty())
        .map(text -> TopicPattern.parse(text, rules.consumer()))
        .flatMap(
            parsed ->
                switch (parsed) {
                  case Result.Ok<TopicPattern> ok -> Optional.empty();
                  case Result.Refused<TopicPattern>(var refusal) -> Optional.of(refusal);
                });
  }

  private static Optional<Refusal> checkAssignor(Optional<String> assignor) {
    return assignor
        .filter(name -> !Target.knows(name))
        .map(
            name ->
                new GroupRefused(
                    UNSUPPORTED_ASSIGNOR,
                    "There is no assignor '%s', but %s.".formatted(name, Target.assignors())));
  }

  private Optional<Refusal> doubts(Enter enter, ConsumerMembers members) {
    Optional<ConsumerMember> holder = enter.instance().flatMap(members::member);
    boolean known = holder.isPresent() || members.member(enter.member()).isPresent();
    if (!known && members.members().size() >= rules.maxMembers()) {
      return Optional.of(Faults.full(rules.maxMembers()));
    }
    return holder
        .filter(other -> !other.id().equals(enter.member()) && !other.position().isAway())
        .map(
            other ->
                new GroupRefused(
                    UNRELEASED_INSTANCE_ID,
                    "Member '%s' is static member '%s' and has not left."
                        .formatted(other.id(), enter.instance().orElseThrow())));
  }

  /** Why this caller is nobody here, if it is not. */
  private static Optional<Refusal> caller(ConsumerCommand command, ConsumerMembers members) {
    if (command.instance().isPresent()) {
      InstanceId instance = command.instance().get();
      Optional<ConsumerMember> holder = members.member(instance);
      if (holder.isEmpty()) {
        return Optional.of(Faults.unknown(instance));
      }
      if (!holder.get().id().equals(command.member())) {
        return Optional.of(Faults.fenced(instance, holder.get().id()));
      }
    }
    return members.member(command.member()).isPresent()
        ? Optional.empty()
        : Optional.of(Faults.unknown(command.member()));
  }

  private static Optional<Refusal> doubts(Report report, ConsumerMembers members) {
    Optional<Refusal> nobody = caller(report, members);
    if (nobody.isPresent()) {
      return nobody;
    }
    Position position = members.member(report.member()).orElseThrow().position();
    boolean current = report.epoch() == position.epoch();
    // The answer with the newer epoch may have been lost: then the member has nothing new yet.
    boolean missedOne =
        report.epoch() == position.previousEpoch()
            && report.owned().filter(position.assigned()::containsAll).isPresent();
    return !position.isAway() && (current || missedOne)
        ? Optional.empty()
        : Optional.of(
            new GroupRefused(
                FENCED_MEMBER_EPOCH,
                "Epoch %d is not the member's, which is %d: give up everything and join again."
                    .formatted(report.epoch(), position.epoch())));
  }

  // ---- coming and reporting ----

  private void enter(Enter enter, Turn turn) {
    Details details =
        new Details(
            enter.member(),
            enter.instance(),
            enter.client(),
            enter.rack(),
            enter.rebalanceTimeoutMs(),
            enter.subscription(),
            enter.assignor());
    Optional<ConsumerMember> holder = enter.instance().flatMap(members(turn)::member);
    boolean changed =
        holder.filter(other -> other.position().isAway()).isPresent()
            ? replace(holder.get(), details, turn)
            : describe(details, turn);
    // Whoever joins has nothing, whatever it had before.
    advance(enter.ticket(), details.id(), changed, Optional.of(PartitionSet.EMPTY), true, turn);
  }

  private void report(Report report, Turn turn) {
    Details before = members(turn).member(report.member()).orElseThrow().details();
    Changes changes = report.changes();
    Details details =
        new Details(
            before.id(),
            before.instance(),
            before.client(),
            changes.rack().or(before::rack),
            changes.rebalanceTimeoutMs().orElse(before.rebalanceTimeoutMs()),
            new Subscription(
                changes.topics().orElse(before.subscription().topics()),
                changes.pattern().or(before.subscription()::pattern)),
            changes.assignor().or(before::assignor));
    boolean complete =
        changes.rebalanceTimeoutMs().isPresent()
            && (changes.topics().isPresent() || changes.pattern().isPresent())
            && report.owned().isPresent();
    boolean changed = describe(details, turn);
    advance(report.ticket(), details.id(), changed, report.owned(), complete, turn);
  }

  /** Whether the group must deal anew because of it. */
  private boolean describe(Details details, Turn turn) {
    Optional<Details> before = members(turn).member(details.id()).map(ConsumerMember::details);
    if (before.filter(details::equals).isPresent()) {
      return false;
    }
    turn.happened(new MemberDescribed(details));
    subscriptions.put(details.id(), details.subscription());
    return before.filter(was -> was.subscription().equals(details.subscription())).isEmpty();
  }

  private boolean replace(ConsumerMember old, Details details, Turn turn) {
    forget(old);
    turn.happened(new MemberReplaced(old.id(), details));
    subscriptions.put(details.id(), details.subscription());
    ownership.claim(position(details.id(), turn).held(), details.id());
    return !old.details().subscription().equals(details.subscription());
  }

  private void advance(
      Ticket ticket,
      MemberId id,
      boolean subscriptionChanged,
      Optional<PartitionSet> owned,
      boolean wantsAll,
      Turn turn) {
    beginEpochIfDue(subscriptionChanged, turn);
    target.dealIfDue(turn);
    PartitionSet before = position(id, turn).assigned();
    reconcile(id, owned, turn);
    heard(id, turn);
    Position now = position(id, turn);
    boolean tell = wantsAll || !now.assigned().equals(before);
    turn.answer(
        ticket,
        new Reported(
            id,
            now.epoch(),
            heartbeatIntervalMs(now, turn),
            tell ? Optional.of(now.assigned()) : Optional.empty()));
  }

  private void beginEpochIfDue(boolean subscriptionChanged, Turn turn) {
    boolean topicsDue = topicsChanged && target.knowsTopics(turn);
    if (subscriptionChanged) {
      beginEpoch(turn);
    } else if (topicsDue && subscriptions.fingerprint() != members(turn).topics().fingerprint()) {
      beginEpoch(turn);
    }
    topicsChanged &= !topicsDue;
  }

  private void beginEpoch(Turn turn) {
    ConsumerMembers members = members(turn);
    turn.happened(
        target.knowsTopics(turn)
            ? new EpochBegun(
                members.epoch() + 1, subscriptions.fingerprint(), subscriptions.version())
            : new EpochBegun(
                members.epoch() + 1, members.topics().fingerprint(), members.topics().version()));
  }

  private void reconcile(MemberId id, Optional<PartitionSet> owned, Turn turn) {
    ConsumerMembers members = members(turn);
    ConsumerMember member = members.member(id).orElseThrow();
    Position now = member.position();
    Position next =
        new Reconciliation(id, members.target(id), members.targetEpoch(), owned, ownership)
            .next(now);
    if (!next.equals(now)) {
      move(member, next, turn);
    }
  }

  private void move(ConsumerMember member, Position next, Turn turn) {
    ownership.release(member.position().held(), member.id());
    ownership.claim(next.held(), member.id());
    turn.happened(new MemberMoved(member.id(), next));
    if (next.progress() == Progress.GIVING_UP) {
      revocationsEndMs.put(member.id(), turn.wakeAt(revocationEndMs(member, turn)));
    } else {
      revocationsEndMs.remove(member.id());
    }
  }

  private static long revocationEndMs(ConsumerMember member, Turn turn) {
    return turn.nowMs() + member.details().rebalanceTimeoutMs();
  }

  private int heartbeatIntervalMs(Position now, Turn turn) {
    GroupRules.ConsumerRules times = rules.consumer();
    if (target.isDue(turn)) {
      return Math.min(target.pauseMs(turn), times.waitingHeartbeatIntervalMs());
    }
    return now.progress() == Progress.WAITING
        ? times.waitingHeartbeatIntervalMs()
        : times.heartbeatIntervalMs();
  }

  // ---- leaving ----

  private void depart(Depart depart, Turn turn) {
    ConsumerMember member = members(turn).member(depart.member()).orElseThrow();
    if (depart.returning() && member.details().instance().isPresent()) {
      move(member, member.position().away(), turn);
    } else {
      remove(Set.of(member.id()), turn);
    }
    turn.answer(depart.ticket(), new Departed(member.id()));
  }

  private void remove(Set<MemberId> leaving, Turn turn) {
    for (MemberId id : leaving) {
      members(turn).member(id).ifPresent(this::forget);
    }
    turn.happened(new MembersLeft(leaving, turn.nowMs()));
    beginEpoch(turn);
  }

  private void forget(ConsumerMember member) {
    ownership.release(member.position().held(), member.id());
    subscriptions.remove(member.id());
    sessionsEndMs.remove(member.id());
    revocationsEndMs.remove(member.id());
  }

  // ---- positions ----

  /** Why this committer may not change positions now, if it may not. */
  static Optional<Refusal> doubts(Committer committer, ConsumerMembers members) {
    return switch (committer) {
      case Committer.Outsider outsider ->
          members.isEmpty() ? Optional.empty() : Optional.of(Faults.unknown(new MemberId("")));
      case Committer.Member(var id, var instance, var epoch) -> {
        Optional<ConsumerMember> member = members.member(id);
        if (member.isEmpty()) {
          yield Optional.of(Faults.unknown(id));
        }
        Position position = member.get().position();
        yield epoch == position.epoch() && !position.isAway()
            ? Optional.empty()
            : Optional.of(
                new GroupRefused(
                    STALE_MEMBER_EPOCH,
                    "Epoch %d is not the member's, which is %d."
                        .formatted(epoch, position.epoch())));
      }
    };
  }

  // ---- time ----

  private void heard(MemberId id, Turn turn) {
    sessionsEndMs.put(id, turn.wakeAt(turn.nowMs() + rules.consumer().sessionTimeoutMs()));
  }

  void timePassed(Turn turn) {
    Set<MemberId> lost = new HashSet<>();
    collectDue(sessionsEndMs, lost, turn);
    collectDue(revocationsEndMs, lost, turn);
    if (!lost.isEmpty()) {
      remove(lost, turn);
    }
    sessionsEndMs.values().forEach(turn::wakeAt);
    revocationsEndMs.values().forEach(turn::wakeAt);
  }

  private static void collectDue(Map<MemberId, Long> ends, Set<MemberId> due, Turn turn) {
    ends.forEach(
        (id, endMs) -> {
          if (turn.nowMs() >= endMs) {
            due.add(id);
          }
        });
  }

  private static ConsumerMembers members(Turn turn) {
    return turn.state().consumer();
  }

  private static Position position(MemberId id, Turn turn) {
    return members(turn).member(id).orElseThrow().position();
  }
}
