package io.tukki.core.group;

import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What has happened to a group and must not be forgotten; a group's log is a sequence of these.
 *
 * <p>They are stored for ever: a case is never renamed and its components keep their names and
 * meaning; a new meaning is a new case. Each carries what came of a decision, so that replaying it
 * needs no rules.
 */
public sealed interface GroupEvent {

  sealed interface ClassicEvent extends GroupEvent {

    /**
     * All who are to be members of the generation have joined; what was assigned before is void.
     *
     * @param leader none where there are no members
     * @param joined those that are new or that have changed
     * @param gone those of the last generation that are not among this one's
     */
    record GenerationBegun(
        int generation,
        Agreement agreement,
        Optional<MemberId> leader,
        List<ClassicMember> joined,
        Set<MemberId> gone,
        long atMs)
        implements ClassicEvent {

      public GenerationBegun {
        joined = List.copyOf(joined);
        gone = Set.copyOf(gone);
      }
    }

    /** The leader has assigned; members that are not named have nothing to do. */
    record AssignmentsMade(Map<MemberId, Opaque> assignments) implements ClassicEvent {

      public AssignmentsMade {
        assignments = Map.copyOf(assignments);
      }
    }

    /** The generation has lost members, so there must be another. */
    record ClassicMembersLeft(Set<MemberId> members) implements ClassicEvent {

      public ClassicMembersLeft {
        members = Set.copyOf(members);
      }
    }

    /**
     * A static member's next incarnation has taken its place and its assignment.
     *
     * @param keepsGeneration the group goes on as it is; otherwise there must be another generation
     */
    record ClassicMemberReplaced(MemberId old, ClassicMember member, boolean keepsGeneration)
        implements ClassicEvent {}
  }

  sealed interface ConsumerEvent extends GroupEvent {

    /** A member has come, or something about it has changed. */
    record MemberDescribed(ConsumerMember.Details details) implements ConsumerEvent {}

    /** A static member's next incarnation has taken its place and its partitions. */
    record MemberReplaced(MemberId old, ConsumerMember.Details details) implements ConsumerEvent {}

    /** The members are gone, and what they had is free. */
    record MembersLeft(Set<MemberId> members, long atMs) implements ConsumerEvent {

      public MembersLeft {
        members = Set.copyOf(members);
      }
    }

    /**
     * Members, subscriptions or topics have changed: another target is due.
     *
     * @param topicsFingerprint of the topics subscribed to and their partition counts
     * @param topicsVersion of the knowledge that this is from; older knowledge is of no use any
     *     more
     */
    record EpochBegun(int epoch, long topicsFingerprint, long topicsVersion)
        implements ConsumerEvent {}

    /**
     * @param changed what each member is to have whose target differs from the last one's
     */
    record TargetSet(int epoch, Map<MemberId, PartitionSet> changed) implements ConsumerEvent {

      public TargetSet {
        changed = Map.copyOf(changed);
      }
    }

    /** The member has been told to have other partitions, or has given some up. */
    record MemberMoved(MemberId member, Position position) implements ConsumerEvent {}
  }

  sealed interface OffsetEvent extends GroupEvent {

    record OffsetsCommitted(List<CommittedOffset> offsets, long atMs) implements OffsetEvent {

      public OffsetsCommitted {
        offsets = List.copyOf(offsets);
      }
    }

    /** Expired, deleted on request, or of topics that are gone. */
    record OffsetsForgotten(Set<PartitionId> partitions) implements OffsetEvent {

      public OffsetsForgotten {
        partitions = Set.copyOf(partitions);
      }
    }
  }

  /** One of a batch that was committed at one time. */
  record CommittedOffset(
      PartitionId partition, long offset, OptionalInt leaderEpoch, String metadata) {}

  /** Members and positions are gone. */
  record GroupDeleted() implements GroupEvent {}
}
