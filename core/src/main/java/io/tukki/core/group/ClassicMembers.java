package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ClassicEvent;
import io.tukki.core.group.GroupEvent.ClassicEvent.AssignmentsMade;
import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMemberReplaced;
import io.tukki.core.group.GroupEvent.ClassicEvent.ClassicMembersLeft;
import io.tukki.core.group.GroupEvent.ClassicEvent.GenerationBegun;
import io.tukki.core.id.MemberId;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What is durable of a group that speaks the classic protocol: its last generation. Immutable.
 *
 * @param leader none where there are no members
 * @param assignments none but in a stable generation, where some may be missing and are empty
 * @param sinceMs when the generation began
 */
public record ClassicMembers(
    int generation,
    Stage stage,
    Agreement agreement,
    Optional<MemberId> leader,
    PSortedMap<MemberId, ClassicMember> members,
    PSortedMap<MemberId, Opaque> assignments,
    long sinceMs)
    implements Membership {

  /** How far the generation has come. */
  public enum Stage {
    EMPTY,
    /** All have joined, the leader has not assigned yet. */
    SYNCING,
    STABLE,
    /** It has lost members, or one of them has changed: the next one is due. */
    BROKEN
  }

  static final ClassicMembers NONE =
      new ClassicMembers(
          0, Stage.EMPTY, Agreement.NONE, Optional.empty(), TreePMap.empty(), TreePMap.empty(), 0);

  ClassicMembers apply(ClassicEvent event) {
    return switch (event) {
      case GenerationBegun begun -> next(begun);
      case AssignmentsMade(var made) ->
          new ClassicMembers(
              generation, Stage.STABLE, agreement, leader, members, TreePMap.from(made), sinceMs);
      case ClassicMembersLeft(var gone) ->
          with(
              Stage.BROKEN,
              leader.filter(id -> !gone.contains(id)),
              members.minusAll(gone),
              assignments.minusAll(gone));
      case ClassicMemberReplaced replaced -> replace(replaced);
    };
  }

  private ClassicMembers next(GenerationBegun begun) {
    PSortedMap<MemberId, ClassicMember> now = members.minusAll(begun.gone());
    for (ClassicMember member : begun.joined()) {
      now = now.plus(member.id(), member);
    }
    return new ClassicMembers(
        begun.generation(),
        now.isEmpty() ? Stage.EMPTY : Stage.SYNCING,
        begun.agreement(),
        begun.leader(),
        now,
        TreePMap.empty(),
        begun.atMs());
  }

  private ClassicMembers replace(ClassicMemberReplaced replaced) {
    MemberId id = replaced.member().id();
    PSortedMap<MemberId, Opaque> assigned = assignments.minus(replaced.old());
    Opaque assignment = assignments.get(replaced.old());
    return with(
        replaced.keepsGeneration() ? stage : Stage.BROKEN,
        leader.map(leading -> leading.equals(replaced.old()) ? id : leading),
        members.minus(replaced.old()).plus(id, replaced.member()),
        assignment == null ? assigned : assigned.plus(id, assignment));
  }

  private ClassicMembers with(
      Stage newStage,
      Optional<MemberId> newLeader,
      PSortedMap<MemberId, ClassicMember> newMembers,
      PSortedMap<MemberId, Opaque> newAssignments) {
    return new ClassicMembers(
        generation, newStage, agreement, newLeader, newMembers, newAssignments, sinceMs);
  }

  Opaque assignment(MemberId member) {
    return assignments.getOrDefault(member, Opaque.EMPTY);
  }

  @Override
  public boolean isEmpty() {
    return members.isEmpty();
  }
}
