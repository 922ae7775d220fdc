package io.tukki.core.cluster;

/**
 * The bounds and defaults that the controller decides by.
 *
 * @param shardsPerReplicationFactor how many shards there will be; only asked when a cluster is
 *     formed
 * @param defaultPartitions for topics that do not say
 * @param defaultReplicationFactor for topics that do not say; fewer where there are fewer nodes
 * @param maxPartitionsPerRequest how many partitions one request may make
 * @param maxPartitionsPerCluster how many partitions there may be in all topics together
 */
public record ClusterRules(
    int shardsPerReplicationFactor,
    int defaultPartitions,
    int defaultReplicationFactor,
    int maxPartitionsPerRequest,
    int maxPartitionsPerCluster) {

  public ClusterRules {
    atLeastOne("shards-per-replication-factor", shardsPerReplicationFactor);
    atLeastOne("default-partitions", defaultPartitions);
    atLeastOne("default-replication-factor", defaultReplicationFactor);
    atLeastOne("max-partitions-per-request", maxPartitionsPerRequest);
    atLeastOne("max-partitions-per-cluster", maxPartitionsPerCluster);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, not " + value);
    }
  }
}
