package io.tukki.core.cluster;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One topic as the cluster knows it.
 *
 * @param shards the shard of each partition, by partition number
 */
public record TopicImage(
    String name, TopicId id, int replicationFactor, List<ShardId> shards, TopicConfig config) {

  public TopicImage {
    shards = List.copyOf(shards);
  }

  public int partitionCount() {
    return shards.size();
  }

  public boolean hasPartition(int partition) {
    return partition >= 0 && partition < shards.size();
  }

  public PartitionId partition(int partition) {
    return new PartitionId(id, partition);
  }

  /**
   * @param partition one of this topic's
   */
  public ShardId shardOf(PartitionId partition) {
    return shards.get(partition.partition());
  }

  TopicImage with(List<ShardId> added) {
    return new TopicImage(
        name,
        id,
        replicationFactor,
        Stream.concat(shards.stream(), added.stream()).toList(),
        config);
  }

  TopicImage with(TopicConfig configured) {
    return new TopicImage(name, id, replicationFactor, shards, configured);
  }

  TopicImage in(int otherFactor, List<ShardId> otherShards) {
    return new TopicImage(name, id, otherFactor, otherShards, config);
  }

  public Stream<PartitionId> partitions() {
    return IntStream.range(0, shards.size()).mapToObj(this::partition);
  }
}
