package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ConsumerEvent.TargetSet;
import io.tukki.core.group.assign.Assignor;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.group.assign.RangeAssignor;
import io.tukki.core.group.assign.UniformAssignor;
import io.tukki.core.group.assign.Wish;
import io.tukki.core.id.MemberId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deals partitions where the epoch has grown past that of the last target: not for every change at
 * once, but with a pause after each that grows with the group. So a thousand members that come at
 * once are dealt to a few times, not a thousand times.
 */
final class Target {

  private static final Assignor UNASKED = new UniformAssignor();
  private static final Map<String, Assignor> ASSIGNORS =
      List.of(UNASKED, new RangeAssignor()).stream()
          .collect(Collectors.toUnmodifiableMap(Assignor::name, assignor -> assignor));

  private final GroupRules.ConsumerRules rules;
  private final Subscriptions subscriptions;
  private long pauseEndsMs = Long.MIN_VALUE;

  Target(GroupRules.ConsumerRules rules, Subscriptions subscriptions) {
    this.rules = rules;
    this.subscriptions = subscriptions;
  }

  static boolean knows(String assignor) {
    return ASSIGNORS.containsKey(assignor);
  }

  static Set<String> assignors() {
    return ASSIGNORS.keySet();
  }

  boolean isDue(Turn turn) {
    ConsumerMembers members = turn.state().consumer();
    return members.epoch() > members.targetEpoch();
  }

  /**
   * Whether this node knows topics at least as well as the one did where the group was before.
   * Until then partitions stay where they are: topics are not gone because one has yet to hear of
   * them.
   */
  boolean knowsTopics(Turn turn) {
    return subscriptions.version() >= turn.state().consumer().topics().version();
  }

  void dealIfDue(Turn turn) {
    if (isDue(turn) && knowsTopics(turn) && turn.nowMs() >= pauseEndsMs) {
      ConsumerMembers members = turn.state().consumer();
      turn.happened(new TargetSet(members.epoch(), changed(members)));
      long pauseMs = (long) members.members().size() * rules.assignmentPausePerMemberMs();
      pauseEndsMs = turn.nowMs() + pauseMs;
    }
  }

  /** How long it will be until the target can be dealt that is due. */
  int pauseMs(Turn turn) {
    return pauseEndsMs > turn.nowMs()
        ? (int) Math.min(pauseEndsMs - turn.nowMs(), Integer.MAX_VALUE)
        : rules.waitingHeartbeatIntervalMs();
  }

  private Map<MemberId, PartitionSet> changed(ConsumerMembers members) {
    List<Wish> wishes =
        members.members().values().stream().map(member -> wish(member, members)).toList();
    Map<MemberId, PartitionSet> changed =
        new HashMap<>(elected(members).assign(wishes, subscriptions.partitionCounts()));
    changed.entrySet().removeIf(entry -> entry.getValue().equals(members.target(entry.getKey())));
    return changed;
  }

  private Wish wish(ConsumerMember member, ConsumerMembers members) {
    return new Wish(
        member.id(),
        member.details().instance(),
        subscriptions.topicsOf(member.id()),
        members.target(member.id()));
  }

  /** The assignor that most members would like; of several, the one that sorts first. */
  static Assignor elected(ConsumerMembers members) {
    Map<String, Long> votes =
        members.members().values().stream()
            .map(member -> member.details().assignor())
            .flatMap(Optional::stream)
            .filter(ASSIGNORS::containsKey)
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    return votes.entrySet().stream()
        .min(
            Comparator.<Map.Entry<String, Long>>comparingLong(vote -> -vote.getValue())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(vote -> ASSIGNORS.getOrDefault(vote.getKey(), UNASKED))
        .orElse(UNASKED);
  }
}
