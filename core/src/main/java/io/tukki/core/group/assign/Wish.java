package io.tukki.core.group.assign;

import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a member is to be given partitions by.
 *
 * @param instance of a static member: its order among the others outlives its restarts
 * @param topics that it wants to read, all of which exist. Members with the same wish had better
 *     have the same set: telling equal from different is quick then.
 * @param before what it was meant to have until now
 */
public record Wish(
    MemberId member, Optional<InstanceId> instance, Set<TopicId> topics, PartitionSet before) {

  /** Static members first, by the names that last; the others by their ids. */
  static final Comparator<Wish> LASTING_ORDER =
      Comparator.<Wish, Boolean>comparing(wish -> wish.instance().isEmpty())
          .thenComparing(
              wish -> wish.instance().map(InstanceId::value).orElse(wish.member().value()))
          .thenComparing(Wish::member);

  /** The different sets of topics that are wanted. */
  static Set<Set<TopicId>> differentTopics(List<Wish> wishes) {
    // Comparing large sets is dear, and mostly there are few of them.
    Set<Set<TopicId>> instances = Collections.newSetFromMap(new IdentityHashMap<>());
    wishes.forEach(wish -> instances.add(wish.topics()));
    return new HashSet<>(instances);
  }
}
