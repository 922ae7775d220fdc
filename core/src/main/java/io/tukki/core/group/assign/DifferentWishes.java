package io.tukki.core.group.assign;

import io.tukki.core.id.TopicId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Members want different topics. Everybody keeps what it had, the rest goes to whoever of its
 * readers has least, and then partitions move on from readers that have two more than another.
 *
 * <p>Members that want the same are one class, whose least loaded is found at once: the cost of a
 * partition is the number of classes that read its topic, not the number of members.
 */
final class DifferentWishes {

  private final Deal deal;

  /** By member: those that want the same, the least loaded first. */
  private final List<NavigableSet<Integer>> classOf = new ArrayList<>();

  private final Map<TopicId, List<NavigableSet<Integer>>> readers = new HashMap<>();

  DifferentWishes(Deal deal) {
    this.deal = deal;
  }

  void complete() {
    for (int member = 0; member < deal.memberCount(); member++) {
      deal.keep(member, Integer.MAX_VALUE);
    }
    classify();
    List<TopicId> topics = deal.topics().stream().filter(readers::containsKey).toList();
    // Topics with few readers first, while those few still have room.
    topics.stream()
        .sorted(Comparator.comparingInt(this::readerCount).thenComparing(Comparator.naturalOrder()))
        .forEach(this::dealOut);
    // Every move makes the sum of the squares of the loads smaller, so this ends.
    boolean moved = true;
    while (moved) {
      moved = false;
      for (TopicId topic : topics) {
        moved |= evenOut(topic);
      }
    }
  }

  private void classify() {
    Map<Set<TopicId>, NavigableSet<Integer>> classes = new HashMap<>();
    for (int member = 0; member < deal.memberCount(); member++) {
      NavigableSet<Integer> alike =
          classes.computeIfAbsent(deal.wish(member).topics(), unseen -> sortedByLoad());
      alike.add(member);
      classOf.add(alike);
    }
    classes.forEach(
        (topics, members) ->
            topics.forEach(
                topic -> readers.computeIfAbsent(topic, unseen -> new ArrayList<>()).add(members)));
  }

  private NavigableSet<Integer> sortedByLoad() {
    return new TreeSet<>(
        Comparator.<Integer>comparingInt(deal::load).thenComparing(Comparator.naturalOrder()));
  }

  private List<NavigableSet<Integer>> readersOf(TopicId topic) {
    return readers.getOrDefault(topic, List.of());
  }

  private int readerCount(TopicId topic) {
    return readersOf(topic).stream().mapToInt(Set::size).sum();
  }

  private void dealOut(TopicId topic) {
    int[] owners = deal.ownersOf(topic);
    for (int partition = 0; partition < owners.length; partition++) {
      if (Deal.isNobody(owners[partition])) {
        give(topic, partition, leastLoaded(topic));
      }
    }
  }

  private boolean evenOut(TopicId topic) {
    boolean moved = false;
    int[] owners = deal.ownersOf(topic);
    for (int partition = 0; partition < owners.length; partition++) {
      int other = leastLoaded(topic);
      if (deal.load(owners[partition]) > deal.load(other) + 1) {
        give(topic, partition, other);
        moved = true;
      }
    }
    return moved;
  }

  private int leastLoaded(TopicId topic) {
    int least = readersOf(topic).getFirst().first();
    for (NavigableSet<Integer> members : readersOf(topic)) {
      int first = members.first();
      if (deal.load(first) < deal.load(least)) {
        least = first;
      }
    }
    return least;
  }

  /** Members are sorted by their loads, so they step out while those change. */
  private void give(TopicId topic, int partition, int member) {
    int owner = deal.ownersOf(topic)[partition];
    if (!Deal.isNobody(owner)) {
      classOf.get(owner).remove(owner);
    }
    classOf.get(member).remove(member);
    deal.give(topic, partition, member);
    if (!Deal.isNobody(owner)) {
      classOf.get(owner).add(owner);
    }
    classOf.get(member).add(member);
  }
}
