package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ConsumerEvent;
import io.tukki.core.group.GroupEvent.ConsumerEvent.EpochBegun;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberDescribed;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberMoved;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MemberReplaced;
import io.tukki.core.group.GroupEvent.ConsumerEvent.MembersLeft;
import io.tukki.core.group.GroupEvent.ConsumerEvent.TargetSet;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What is durable of a group that deals partitions itself. Immutable.
 *
 * @param epoch grows with every change of members, subscriptions or topics
 * @param targetEpoch of the target; behind the epoch while another target is due
 * @param topics that the epoch began with
 * @param instances the static members
 * @param targets what each member is to have in the end
 * @param emptySinceMs when the last member left, if none is there
 */
public record ConsumerMembers(
    int epoch,
    int targetEpoch,
    SeenTopics topics,
    PSortedMap<MemberId, ConsumerMember> members,
    PMap<InstanceId, MemberId> instances,
    PSortedMap<MemberId, PartitionSet> targets,
    long emptySinceMs)
    implements Membership {

  /**
   * @param fingerprint of those subscribed to and their partition counts
   * @param version of the knowledge that they are from
   */
  public record SeenTopics(long fingerprint, long version) {}

  static final ConsumerMembers NONE =
      new ConsumerMembers(
          0, 0, new SeenTopics(0, 0), TreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(), 0);

  ConsumerMembers apply(ConsumerEvent event) {
    return switch (event) {
      case MemberDescribed(var details) -> with(details, positionOf(details.id()));
      case MemberReplaced(var old, var details) -> replace(old, details);
      case MembersLeft(var gone, var atMs) -> without(gone, atMs);
      case EpochBegun(var begun, var fingerprint, var version) ->
          new ConsumerMembers(
              begun,
              targetEpoch,
              new SeenTopics(fingerprint, version),
              members,
              instances,
              targets,
              emptySinceMs);
      case TargetSet(var reached, var changed) -> target(reached, changed);
      case MemberMoved(var id, var position) -> moved(id, position);
    };
  }

  private Position positionOf(MemberId id) {
    return member(id).map(ConsumerMember::position).orElse(Position.NEW);
  }

  private ConsumerMembers with(ConsumerMember.Details details, Position position) {
    PMap<InstanceId, MemberId> named = instancesWithout(details.id());
    return new ConsumerMembers(
        epoch,
        targetEpoch,
        topics,
        members.plus(details.id(), new ConsumerMember(details, position)),
        details.instance().map(name -> named.plus(name, details.id())).orElse(named),
        targets,
        emptySinceMs);
  }

  private ConsumerMembers replace(MemberId old, ConsumerMember.Details details) {
    Position inherited = positionOf(old).inherited();
    PartitionSet target = target(old);
    ConsumerMembers rest = without(Set.of(old), emptySinceMs);
    ConsumerMembers replaced = rest.with(details, inherited);
    return replaced.targeting(replaced.targets.plus(details.id(), target));
  }

  private ConsumerMembers without(Set<MemberId> gone, long atMs) {
    PMap<InstanceId, MemberId> named = instances;
    for (MemberId id : gone) {
      named = instanceOf(id).map(named::minus).orElse(named);
    }
    return new ConsumerMembers(
        epoch, targetEpoch, topics, members.minusAll(gone), named, targets.minusAll(gone), atMs);
  }

  private PMap<InstanceId, MemberId> instancesWithout(MemberId id) {
    return instanceOf(id).map(instances::minus).orElse(instances);
  }

  /** The static member that the member is, unless another has taken its place. */
  private Optional<InstanceId> instanceOf(MemberId id) {
    return member(id)
        .flatMap(member -> member.details().instance())
        .filter(instance -> id.equals(instances.get(instance)));
  }

  private ConsumerMembers target(int reached, Map<MemberId, PartitionSet> changed) {
    PSortedMap<MemberId, PartitionSet> next = targets;
    for (Map.Entry<MemberId, PartitionSet> entry : changed.entrySet()) {
      next =
          entry.getValue().isEmpty()
              ? next.minus(entry.getKey())
              : next.plus(entry.getKey(), entry.getValue());
    }
    return new ConsumerMembers(epoch, reached, topics, members, instances, next, emptySinceMs);
  }

  private ConsumerMembers targeting(PSortedMap<MemberId, PartitionSet> next) {
    return new ConsumerMembers(epoch, targetEpoch, topics, members, instances, next, emptySinceMs);
  }

  private ConsumerMembers moved(MemberId id, Position position) {
    return member(id).map(member -> with(member.details(), position)).orElse(this);
  }

  Optional<ConsumerMember> member(MemberId id) {
    return Optional.ofNullable(members.get(id));
  }

  Optional<ConsumerMember> member(InstanceId instance) {
    return Optional.ofNullable(instances.get(instance)).flatMap(this::member);
  }

  PartitionSet target(MemberId id) {
    return targets.getOrDefault(id, PartitionSet.EMPTY);
  }

  @Override
  public boolean isEmpty() {
    return members.isEmpty();
  }
}
