package io.tukki.core.cluster;

import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something in an image that is to lie elsewhere: first its logs' voters change, then its place.
 */
public sealed interface Relocation {

  record OfShard(ShardId shard) implements Relocation {
    @Override
    public String toString() {
      return "shard " + shard;
    }
  }

  /** To another replication factor, and so to other shards. */
  record OfTopic(TopicId topic) implements Relocation {
    @Override
    public String toString() {
      return "topic " + topic;
    }
  }

  /** All that are under way, in the order in which they are carried out. */
  static List<Relocation> underWay(ClusterImage image) {
    return Stream.<Relocation>concat(
            image.moves().stream().map(move -> new OfShard(move.shard())),
            image.factorChanges().keySet().stream().map(OfTopic::new))
        .toList();
  }

  /**
   * Which voters each partition's log must have before the next step, the preferred leader first.
   * Empty where this is not under way; looks at every topic.
   */
  default Optional<Map<PartitionId, List<NodeId>>> votersIn(ClusterImage image) {
    return switch (this) {
      case OfShard(var shard) ->
          image
              .move(shard)
              .map(
                  move ->
                      image
                          .partitionsOf(shard)
                          .collect(Collectors.toMap(id -> id, id -> move.voters())));
      case OfTopic(var id) ->
          Optional.ofNullable(image.factorChanges().get(id))
              .flatMap(change -> image.topic(id).map(topic -> voters(image, topic, change)));
    };
  }

  /** Before the partitions have changed their shards, the old shard's leader votes as well. */
  private static Map<PartitionId, List<NodeId>> voters(
      ClusterImage image, TopicImage topic, FactorChange change) {
    return topic
        .partitions()
        .collect(
            Collectors.toMap(
                id -> id,
                id ->
                    ShardMove.keeping(
                        image.replicas(topic.shardOf(id)).getFirst(),
                        image.replicas(change.shards().get(id.partition())))));
  }
}
