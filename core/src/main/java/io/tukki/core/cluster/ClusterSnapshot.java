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
   * One of the parts a snapshot travels in, so that no message grows with the cluster.
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
   * @param pageWeight a page ends once its events' {@link #weight}s have reached this; at least one
   *     event is in each
   */
  public List<Page> pages(int pageWeight) {
    List<List<ClusterEvent>> parts = new ArrayList<>();
    List<ClusterEvent> part = new ArrayList<>();
    int partWeight = 0;
    for (ClusterEvent event : events) {
      part.add(event);
      partWeight += weight(event);
      if (partWeight >= pageWeight) {
        parts.add(part);
        part = new ArrayList<>();
        partWeight = 0;
      }
    }
    if (!part.isEmpty() || parts.isEmpty()) {
      parts.add(part);
    }
    return numbered(parts);
  }

  private List<Page> numbered(List<List<ClusterEvent>> parts) {
    List<Page> pages = new ArrayList<>(parts.size());
    for (List<ClusterEvent> part : parts) {
      pages.add(new Page(version, pages.size(), parts.size(), part));
    }
    return pages;
  }

  /** Roughly how large an event is, a partition of a topic being 1 and a topic itself 10. */
  private static int weight(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.TopicCreated created -> 10 + created.shards().size();
      case ClusterEvent.PartitionsAdded added -> 10 + added.shards().size();
      case ClusterEvent.TopicConfigAltered altered -> 10;
      case ClusterEvent.NodeRegistered registered -> 10;
      case ClusterEvent.ShardPlaced placed -> 2;
      case ClusterEvent.ClusterFormed formed -> 1;
      case ClusterEvent.TopicDeleted deleted -> 1;
    };
  }
}
