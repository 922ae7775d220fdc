package io.tukki.core.group;

import io.tukki.core.group.ClassicRound.Phase;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import java.util.List;
import java.util.Optional;

/** A group as people and tools look at it. */
public sealed interface GroupDescription {

  State state();

  /** Kafka's names for what a group is doing. */
  enum State {
    EMPTY,
    PREPARING_REBALANCE,
    COMPLETING_REBALANCE,
    STABLE,
    ASSIGNING,
    RECONCILING,
    /** There is no such group. */
    DEAD
  }

  /** Positions at most, and no members ever. */
  record Memberless(State state) implements GroupDescription {}

  record Classic(
      State state, int generation, Agreement agreement, List<ClassicMemberDescription> members)
      implements GroupDescription {}

  /**
   * @param metadata in the protocol that was chosen; empty before one is
   */
  record ClassicMemberDescription(
      MemberId id,
      Optional<InstanceId> instance,
      Client client,
      Opaque metadata,
      Opaque assignment) {}

  /**
   * @param assignor by which the next target will be dealt
   */
  record Consumer(
      State state,
      int epoch,
      int targetEpoch,
      String assignor,
      List<ConsumerMemberDescription> members)
      implements GroupDescription {}

  /**
   * @param target what the member is to have in the end
   */
  record ConsumerMemberDescription(
      ConsumerMember.Details details, Position position, PartitionSet target) {}

  static GroupDescription of(GroupState state, Phase phase, List<ClassicMember> seated) {
    if (phase != Phase.EMPTY) {
      // Also where the last generation was of another protocol, or there was none.
      return of(state.classic(), phase, seated);
    }
    return switch (state.membership()) {
      case ConsumerMembers members -> of(members);
      case ClassicMembers members -> of(members, phase, seated);
      case Membership.None none -> new Memberless(state.exists() ? State.EMPTY : State.DEAD);
    };
  }

  private static Classic of(ClassicMembers members, Phase phase, List<ClassicMember> seated) {
    String protocol = phase == Phase.STABLE ? members.agreement().protocol() : "";
    return new Classic(
        switch (phase) {
          case EMPTY -> State.EMPTY;
          case GATHERING -> State.PREPARING_REBALANCE;
          case SYNCING -> State.COMPLETING_REBALANCE;
          case STABLE -> State.STABLE;
        },
        members.generation(),
        members.agreement(),
        seated.stream()
            .map(
                member ->
                    new ClassicMemberDescription(
                        member.id(),
                        member.instance(),
                        member.client(),
                        member.metadata(protocol),
                        members.assignment(member.id())))
            .toList());
  }

  private static Consumer of(ConsumerMembers members) {
    return new Consumer(
        stateOf(members),
        members.epoch(),
        members.targetEpoch(),
        Target.elected(members).name(),
        members.members().values().stream()
            .map(
                member ->
                    new ConsumerMemberDescription(
                        member.details(), member.position(), members.target(member.id())))
            .toList());
  }

  private static State stateOf(ConsumerMembers members) {
    if (members.isEmpty()) {
      return State.EMPTY;
    }
    if (members.epoch() > members.targetEpoch()) {
      return State.ASSIGNING;
    }
    return members.members().values().stream()
            .map(ConsumerMember::position)
            .allMatch(
                position ->
                    position.progress() == Position.Progress.SETTLED
                        && position.epoch() == members.targetEpoch())
        ? State.STABLE
        : State.RECONCILING;
  }
}
