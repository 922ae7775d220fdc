package io.tukki.core.id;

/**
 * The unit of placement: a set of partitions that share a replica set and a leader node. There is a
 * fixed number of shards for each replication factor, because placing every partition by itself
 * does not scale. Printed as {@code r<replication factor>-<number>}.
 */
public record ShardId(int replicationFactor, int number) implements Comparable<ShardId> {

  public ShardId {
    if (replicationFactor < 1 || number < 0) {
      throw new IllegalArgumentException(
          "no such shard: replication factor " + replicationFactor + ", number " + number);
    }
  }

  /** Reads what {@link #toString()} wrote. */
  public static ShardId parse(String text) {
    int hyphen = text.indexOf('-');
    if (hyphen < 2 || text.charAt(0) != 'r') {
      throw new IllegalArgumentException("'" + text + "' is not r<replication factor>-<number>");
    }
    return new ShardId(
        Integer.parseInt(text.substring(1, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
  }

  @Override
  public int compareTo(ShardId other) {
    int byFactor = Integer.compare(replicationFactor, other.replicationFactor);
    return byFactor != 0 ? byFactor : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return "r" + replicationFactor + "-" + number;
  }
}
