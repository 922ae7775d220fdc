package io.tukki.core.partition;

import java.nio.ByteBuffer;

/**
 * Which partition a record with a key belongs to: the same one that Kafka's clients choose by
 * default, so that producers of every door agree.
 */
public final class Partitioner {

  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;

  private Partitioner() {}

  /**
   * @param key its bytes from position to limit; the position is left alone
   * @return a partition from 0 to {@code partitionCount - 1}
   */
  public static int partitionOf(ByteBuffer key, int partitionCount) {
    if (partitionCount < 1) {
      throw new IllegalArgumentException("a topic has a partition, not " + partitionCount);
    }
    return (murmur2(key) & 0x7fffffff) % partitionCount;
  }

  /** MurmurHash2 by Austin Appleby, 32 bits, with the seed that Kafka's clients use. */
  static int murmur2(ByteBuffer key) {
    int start = key.position();
    int length = key.remaining();
    int wholeBytes = length & ~3;
    int hash = SEED ^ length;
    for (int i = 0; i < wholeBytes; i += 4) {
      int word =
          (key.get(start + i) & 0xff)
              | (key.get(start + i + 1) & 0xff) << 8
              | (key.get(start + i + 2) & 0xff) << 16
              | key.get(start + i + 3) << 24;
      word *= MULTIPLIER;
      word ^= word >>> 24;
      hash = hash * MULTIPLIER ^ word * MULTIPLIER;
    }
    if (wholeBytes < length) {
      for (int i = length - 1; i >= wholeBytes; i--) {
        hash ^= (key.get(start + i) & 0xff) << (8 * (i - wholeBytes));
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    return hash ^ hash >>> 15;
  }
}
