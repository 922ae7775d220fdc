package io.tukki.core.group.assign;

import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Neighbouring partitions go to the same member, topic by topic, members in the same order for
 * each: whoever reads several topics that are partitioned alike gets the same numbers of each.
 *
 * <p>The order is by instance id where there is one, so that static members keep their ranges over
 * restarts; otherwise ranges shift when members come and go, which is what one accepts for them.
 */
public final class RangeAssignor implements Assignor {

  @Override
  public String name() {
    return "range";
  }

  @Override
  public Map<MemberId, PartitionSet> assign(
      List<Wish> wishes, Map<TopicId, Integer> partitionCounts) {
    List<Wish> members = wishes.stream().sorted(Wish.LASTING_ORDER).toList();
    Map<MemberId, PartitionSet.Builder> given = new LinkedHashMap<>();
    members.forEach(wish -> given.put(wish.member(), PartitionSet.builder()));
    Map<TopicId, List<Wish>> readers = readers(members);
    partitionCounts.forEach(
        (topic, count) -> deal(topic, count, readers.getOrDefault(topic, List.of()), given));
    Map<MemberId, PartitionSet> result = new HashMap<>();
    given.forEach((member, partitions) -> result.put(member, partitions.build()));
    return result;
  }

  /** By topic, in order; one and the same list for all topics where all want the same. */
  private static Map<TopicId, List<Wish>> readers(List<Wish> members) {
    Map<TopicId, List<Wish>> readers = new HashMap<>();
    if (Wish.differentTopics(members).size() == 1) {
      members.getFirst().topics().forEach(topic -> readers.put(topic, members));
      return readers;
    }
    for (Wish wish : members) {
      for (TopicId topic : wish.topics()) {
        readers.computeIfAbsent(topic, unseen -> new ArrayList<>()).add(wish);
      }
    }
    return readers;
  }

  private static void deal(
      TopicId topic, int count, List<Wish> readers, Map<MemberId, PartitionSet.Builder> given) {
    if (readers.isEmpty()) {
      return;
    }
    int each = count / readers.size();
    int longer = count % readers.size();
    int from = 0;
    for (int reader = 0; from < count; reader++) {
      int to = from + each + (reader < longer ? 1 : 0);
      PartitionSet.Builder partitions = given.get(readers.get(reader).member());
      if (partitions != null) {
        partitions.add(topic, from, to);
      }
      from = to;
    }
  }
}
