package io.tukki.core.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * An image at rest or on its way to another node: the fewest events that make it out of nothing,
 * and the version it has, which counts the forgotten events as well.
 */
public record ClusterSnapshot(long version, List<ClusterEvent> events) {

  public ClusterSnapshot {
    events = List.copyOf(events);
  }

  /**
   * One of the parts a snapshot travels in.
   *
   * @param number counted from 0
   * @param count how many parts there are
   */
  public record Page(long version, int number, int count, List<ClusterEvent> events) {

    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * @param pageWeight about how many partitions' places fit into a page
   */
  public List<Page> pages(int pageWeight) {
    List<List<ClusterEvent>> parts = EventPages.split(events, pageWeight);
    List<Page> pages = new ArrayList<>(parts.size());
    for (List<ClusterEvent> part : parts) {
      pages.add(new Page(version, pages.size(), parts.size(), part));
    }
    return pages;
  }
}
