package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.ShardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Deals partitions of one topic to the shards of its replication factor, like cards: each goes
 * where, in this order, fewest of the topic are led, fewest partitions at all are led, fewest of
 * the topic are, and fewest partitions at all are. So a topic is spread over all nodes before any
 * gets a second partition of it, and what is left over goes where there is least.
 *
 * <p>The same image always deals the same. Lives as long as one deal.
 */
final class ShardDealer {

  private static final Comparator<Pile> THINNEST =
      Comparator.<Pile>comparingInt(pile -> pile.leader.ofTopic)
          .thenComparingInt(pile -> pile.leader.inAll)
          .thenComparingInt(pile -> pile.ofTopic)
          .thenComparingInt(pile -> pile.inAll)
          .thenComparing(pile -> pile.shard);

  private final List<Pile> piles;

  private static final class Led {
    private int ofTopic;
    private int inAll;
  }

  private static final class Pile {
    private final ShardId shard;
    private final Led leader;
    private int ofTopic;
    private int inAll;

    private Pile(ShardId shard, Led leader, int inAll) {
      this.shard = shard;
      this.leader = leader;
      this.inAll = inAll;
    }
  }

  private ShardDealer(List<Pile> piles) {
    this.piles = piles;
  }

  /**
   * @param image one in which the shards of the replication factor are placed
   * @param existing the shards of the topic's partitions that are there already
   * @return the shards of {@code count} further partitions
   */
  static List<ShardId> deal(
      ClusterImage image, int replicationFactor, List<ShardId> existing, int count) {
    ShardDealer dealer = new ShardDealer(piles(image, replicationFactor));
    existing.forEach(dealer::noteExisting);
    List<ShardId> dealt = new ArrayList<>(count);
    for (int partition = 0; partition < count; partition++) {
      dealt.add(dealer.next());
    }
    return dealt;
  }

  private static List<Pile> piles(ClusterImage image, int replicationFactor) {
    Map<NodeId, Led> leaders = new HashMap<>();
    // Every replication factor counts here: a node's load is all that it leads.
    image
        .placements()
        .forEach(
            (shard, replicas) ->
                leaders.computeIfAbsent(replicas.getFirst(), node -> new Led()).inAll +=
                    image.partitionsIn(shard));
    return IntStream.range(0, image.shardsPerReplicationFactor())
        .mapToObj(number -> new ShardId(replicationFactor, number))
        .map(
            shard ->
                new Pile(
                    shard,
                    leaders.computeIfAbsent(image.replicas(shard).getFirst(), node -> new Led()),
                    image.partitionsIn(shard)))
        .toList();
  }

  private void noteExisting(ShardId shard) {
    Pile pile = piles.get(shard.number());
    pile.ofTopic++;
    pile.leader.ofTopic++;
  }

  private ShardId next() {
    Pile pile = piles.stream().min(THINNEST).orElseThrow();
    pile.ofTopic++;
    pile.inAll++;
    pile.leader.ofTopic++;
    pile.leader.inAll++;
    return pile.shard;
  }
}
