package io.tukki.core.group;

import io.tukki.core.group.GroupEvent.ClassicEvent;
import io.tukki.core.group.GroupEvent.ConsumerEvent;
import io.tukki.core.group.GroupEvent.GroupDeleted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsCommitted;
import io.tukki.core.group.GroupEvent.OffsetEvent.OffsetsForgotten;

/**
 * All that is durable of a group. Immutable, and as it stands a snapshot: versions share what they
 * have in common.
 */
public record GroupState(Membership membership, Offsets offsets) {

  /** A group that nobody has heard of. */
  public static final GroupState NONE = new GroupState(new Membership.None(), Offsets.NONE);

  /** Total: history is not judged. */
  public GroupState apply(GroupEvent event) {
    return switch (event) {
      case ClassicEvent classic -> new GroupState(classic().apply(classic), offsets);
      case ConsumerEvent consumer -> new GroupState(consumer().apply(consumer), offsets);
      case OffsetsCommitted(var committed, var atMs) ->
          new GroupState(membership, offsets.plus(committed, atMs));
      case OffsetsForgotten(var partitions) ->
          new GroupState(membership, offsets.minus(partitions));
      case GroupDeleted deleted -> NONE;
    };
  }

  /** Whether there is anything that a list of groups should name. */
  public boolean exists() {
    return !(membership instanceof Membership.None) || !offsets.isEmpty();
  }

  /** The members that speak the classic protocol; there are none where another is spoken. */
  ClassicMembers classic() {
    return membership instanceof ClassicMembers classic ? classic : ClassicMembers.NONE;
  }

  ConsumerMembers consumer() {
    return membership instanceof ConsumerMembers consumer ? consumer : ConsumerMembers.NONE;
  }

  boolean hasMembers() {
    return !membership.isEmpty();
  }
}
