package io.tukki.core.group.assign;

import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;

/** A way to deal partitions to members. Total and deterministic: equal arguments, equal results. */
public sealed interface Assignor permits UniformAssignor, RangeAssignor {

  /** What clients ask for it by. */
  String name();

  /**
   * Gives every partition of every wanted topic to exactly one of the members that want it.
   *
   * @param partitionCounts of every topic that somebody wants
   * @return what each member, without exception, is to have
   */
  Map<MemberId, PartitionSet> assign(List<Wish> wishes, Map<TopicId, Integer> partitionCounts);
}
