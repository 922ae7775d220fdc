package io.tukki.core.group.assign;

import io.tukki.core.id.TopicId;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * All members want the same topics: each may keep the same number of partitions, some of them one
 * more, and what is left over goes round.
 */
final class EqualWishes {

  private final Deal deal;
  private final int share;

  /** How many members may have one partition more than their share. */
  private int extra;

  EqualWishes(Deal deal) {
    this.deal = deal;
    this.share = deal.partitionCount() / deal.memberCount();
    this.extra = deal.partitionCount() % deal.memberCount();
  }

  void complete() {
    for (int member = 0; member < deal.memberCount(); member++) {
      // Who had more than the share keeps one more as long as there is one more to be kept: moving
      // it would only give another member the same.
      deal.keep(member, extra > 0 ? share + 1 : share);
      if (deal.load(member) > share) {
        extra--;
      }
    }
    Queue<Integer> waiting = waiting();
    for (TopicId topic : deal.topics()) {
      int[] owners = deal.ownersOf(topic);
      for (int partition = 0; partition < owners.length; partition++) {
        if (Deal.isNobody(owners[partition])) {
          int member = waiting.remove();
          deal.give(topic, partition, member);
          if (deal.load(member) < share) {
            waiting.add(member);
          } else if (waiting.isEmpty()) {
            addThoseForOneMore(waiting);
          }
        }
      }
    }
  }

  private Queue<Integer> waiting() {
    Queue<Integer> waiting = new ArrayDeque<>();
    for (int member = 0; member < deal.memberCount(); member++) {
      if (deal.load(member) < share) {
        waiting.add(member);
      }
    }
    if (waiting.isEmpty()) {
      addThoseForOneMore(waiting);
    }
    return waiting;
  }

  private void addThoseForOneMore(Queue<Integer> waiting) {
    for (int member = 0; member < deal.memberCount() && waiting.size() < extra; member++) {
      if (deal.load(member) == share) {
        waiting.add(member);
      }
    }
  }
}
