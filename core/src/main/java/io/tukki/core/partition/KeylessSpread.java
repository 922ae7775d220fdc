package io.tukki.core.partition;

import java.util.random.RandomGenerator;

/**
 * Spreads one producer's records without keys over the partitions of one topic. A small state
 * machine: what it answers follows from what it was told and from the randomness it was given. Not
 * thread-safe.
 */
public final class KeylessSpread {

  private final KeylessPolicy policy;
  private final long stickBytes;
  private final RandomGenerator random;

  private int partition;
  private long bytesHere;
  private boolean started;

  /**
   * @param stickBytes how much goes to a partition before {@link KeylessPolicy#STICKY} moves on;
   *     best what a batch holds
   * @param random where to start, and where to move on to, so that many producers do not march in
   *     step
   */
  public KeylessSpread(KeylessPolicy policy, long stickBytes, RandomGenerator random) {
    this.policy = policy;
    this.stickBytes = stickBytes;
    this.random = random;
  }

  /**
   * The partition of the next record.
   *
   * @param partitionCount how many the topic has now; it may have grown since the last call
   * @param sizeBytes the record's size
   */
  public int next(int partitionCount, int sizeBytes) {
    if (partitionCount < 1) {
      throw new IllegalArgumentException("a topic has a partition, not " + partitionCount);
    }
    if (!started || partition >= partitionCount) {
      moveTo(random.nextInt(partitionCount));
    } else {
      switch (policy) {
        case ROUND_ROBIN -> moveTo((partition + 1) % partitionCount);
        case STICKY -> {
          if (bytesHere >= stickBytes) {
            moveTo(anotherOf(partitionCount));
          }
        }
      }
    }
    bytesHere += sizeBytes;
    return partition;
  }

  /**
   * The batch that records were sticking to is on its way, full or not: the next record goes
   * elsewhere. For producers that close a batch only now and then; where batches follow one another
   * closely, counting bytes alone makes fuller ones.
   */
  public void batchClosed(int closedPartition) {
    if (closedPartition == partition) {
      bytesHere = Math.max(bytesHere, stickBytes);
    }
  }

  private void moveTo(int next) {
    started = true;
    partition = next;
    bytesHere = 0;
  }

  private int anotherOf(int partitionCount) {
    if (partitionCount == 1) {
      return 0;
    }
    int step = 1 + random.nextInt(partitionCount - 1);
    return (partition + step) % partitionCount;
  }
}
