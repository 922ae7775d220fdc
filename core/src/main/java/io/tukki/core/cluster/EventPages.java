package io.tukki.core.cluster;

import java.util.ArrayList;
import java.util.List;

/** Cuts events into parts that fit a message, so that no message grows with the cluster. */
final class EventPages {

  private EventPages() {}

  /**
   * @param pageWeight a page ends once its events' weights have reached this; at least one event is
   *     in each, and there is at least one page
   */
  static List<List<ClusterEvent>> split(List<ClusterEvent> events, int pageWeight) {
    List<List<ClusterEvent>> pages = new ArrayList<>();
    List<ClusterEvent> page = new ArrayList<>();
    int weight = 0;
    for (ClusterEvent event : events) {
      page.add(event);
      weight += weight(event);
      if (weight >= pageWeight) {
        pages.add(page);
        page = new ArrayList<>();
        weight = 0;
      }
    }
    if (!page.isEmpty() || pages.isEmpty()) {
      pages.add(page);
    }
    return pages;
  }

  /** How large an event is, roughly, where the shard of one partition is 1. */
  private static int weight(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.TopicCreated created ->
          20 + created.shards().size() + 10 * created.configs().size();
      case ClusterEvent.PartitionsAdded added -> 10 + added.shards().size();
      case ClusterEvent.TopicConfigAltered altered -> 10 + 10 * altered.configs().size();
      case ClusterEvent.NodeRegistered registered -> 20 + 10 * registered.endpoints().size();
      case ClusterEvent.ReplicationFactorChangeStarted started -> 10 + started.shards().size();
      case ClusterEvent.ReplicationFactorChanged changed -> 10 + changed.shards().size();
      case ClusterEvent.ReplicationFactorChangeFinished finished -> 10;
      case ClusterEvent.NodeIdGranted granted -> 10;
      case ClusterEvent.NodeDutyChanged changed -> 5;
      case ClusterEvent.NodeRemoved removed -> 10;
      case ClusterEvent.ShardMoveStarted started -> 5 + started.replicas().size();
      case ClusterEvent.ShardPlaced placed -> 5 + placed.replicas().size();
      case ClusterEvent.ClusterFormed formed -> 10;
      case ClusterEvent.TopicDeleted deleted -> 10;
      case ClusterEvent.LeadersForced forced -> 10 + 10 * forced.logs().size();
    };
  }
}
