package io.tukki.core.group.assign;

import io.tukki.core.id.MemberId;
import io.tukki.core.id.TopicId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everybody gets about as many partitions, whichever they are, and keeps what it had.
 *
 * <p>Where all want the same topics, no two members differ by more than one partition and as few
 * partitions move as that allows. Where they do not, no single partition could be moved to another
 * of its readers and make things more even.
 */
public final class UniformAssignor implements Assignor {

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public Map<MemberId, PartitionSet> assign(
      List<Wish> wishes, Map<TopicId, Integer> partitionCounts) {
    if (wishes.isEmpty()) {
      return Map.of();
    }
    Deal deal = new Deal(wishes.stream().sorted(Wish.LASTING_ORDER).toList(), partitionCounts);
    if (Wish.differentTopics(wishes).size() == 1) {
      new EqualWishes(deal).complete();
    } else {
      new DifferentWishes(deal).complete();
    }
    Map<MemberId, PartitionSet> result = new HashMap<>();
    for (int member = 0; member < deal.memberCount(); member++) {
      result.put(deal.wish(member).member(), deal.given(member));
    }
    return result;
  }
}
