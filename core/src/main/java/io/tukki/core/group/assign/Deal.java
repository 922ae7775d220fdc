package io.tukki.core.group.assign;

import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Partitions on the table and in the members' hands, while they are being dealt. Members go by
 * their number in the order of the wishes.
 */
final class Deal {

  private static final int NOBODY = -1;

  private final List<Wish> wishes;

  /** The owner of each partition of each topic. */
  private final TreeMap<TopicId, int[]> owners = new TreeMap<>();

  private final int[] loads;
  private final List<PartitionSet.Builder> hands = new ArrayList<>();

  Deal(List<Wish> wishes, Map<TopicId, Integer> partitionCounts) {
    this.wishes = wishes;
    this.loads = new int[wishes.size()];
    partitionCounts.forEach(
        (topic, count) -> {
          int[] nobody = new int[count];
          Arrays.fill(nobody, NOBODY);
          owners.put(topic, nobody);
        });
  }

  int memberCount() {
    return wishes.size();
  }

  Wish wish(int member) {
    return wishes.get(member);
  }

  List<TopicId> topics() {
    return List.copyOf(owners.keySet());
  }

  int load(int member) {
    return loads[member];
  }

  int partitionCount() {
    return owners.values().stream().mapToInt(partitions -> partitions.length).sum();
  }

  /**
   * What the member had before and still wants and nobody has taken yet, up to a number of them.
   */
  void keep(int member, int atMost) {
    Wish wish = wishes.get(member);
    wish.before()
        .forEach(
            (topic, partition) -> {
              if (loads[member] < atMost
                  && wish.topics().contains(topic)
                  && isFree(topic, partition)) {
                give(topic, partition, member);
              }
            });
  }

  private boolean isFree(TopicId topic, int partition) {
    int[] partitions = owners.get(topic);
    return partitions != null && partition < partitions.length && partitions[partition] == NOBODY;
  }

  int[] ownersOf(TopicId topic) {
    int[] partitions = owners.get(topic);
    if (partitions == null) {
      throw new IllegalArgumentException("topic " + topic + " is not on the table");
    }
    return partitions;
  }

  /** Takes the partition from whoever has it. */
  void give(TopicId topic, int partition, int member) {
    int[] partitions = ownersOf(topic);
    if (partitions[partition] != NOBODY) {
      loads[partitions[partition]]--;
    }
    partitions[partition] = member;
    loads[member]++;
  }

  static boolean isNobody(int member) {
    return member == NOBODY;
  }

  /** What each member has in the end; the very set that it had before where that is the same. */
  PartitionSet given(int member) {
    PartitionSet before = wishes.get(member).before();
    PartitionSet now = hands().get(member).build();
    return now.equals(before) ? before : now;
  }

  private List<PartitionSet.Builder> hands() {
    if (hands.isEmpty()) {
      for (int member = 0; member < wishes.size(); member++) {
        hands.add(PartitionSet.builder());
      }
      owners.forEach(
          (topic, partitions) -> {
            for (int partition = 0; partition < partitions.length; partition++) {
              if (partitions[partition] != NOBODY) {
                hands.get(partitions[partition]).add(topic, partition);
              }
            }
          });
    }
    return hands;
  }
}
