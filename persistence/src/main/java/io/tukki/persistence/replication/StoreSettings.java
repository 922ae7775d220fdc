package io.tukki.persistence.replication;

import java.time.Duration;

/** What a node decides about the storage of all its logs; see {@code reference.conf} for each. */
public record StoreSettings(
    FlushPolicy flush, Queues queues, Threads threads, Idle idle, ReplicationSettings replication) {

  public static final StoreSettings DEFAULT =
      new StoreSettings(
          new FlushPolicy.None(),
          new Queues(64L << 20, 256L << 20, 8 << 20),
          new Threads(2, 2, 4),
          new Idle(Duration.ofMinutes(2), 5_000),
          ReplicationSettings.DEFAULT);

  /**
   * Bounds on what waits to be written.
   *
   * @param maxBytesPerLog appends to one log that wait, in bytes
   * @param maxBytes the same over all logs of the node
   * @param maxGatherBytes about how much one write takes
   */
  public record Queues(long maxBytesPerLog, long maxBytes, int maxGatherBytes) {
    public Queues {
      if (maxBytesPerLog <= 0 || maxBytes < maxBytesPerLog || maxGatherBytes <= 0) {
        throw new IllegalArgumentException(
            "the bounds of the write queues must be positive, the node's at least the log's");
      }
    }
  }

  /**
   * @param writing threads that append to logs and open them
   * @param reading threads that replay, query, and read for followers
   * @param syncing threads that wait for the device where each append is flushed
   */
  public record Threads(int writing, int reading, int syncing) {
    public Threads {
      if (writing < 1 || reading < 1 || syncing < 1) {
        throw new IllegalArgumentException("at least one thread each must write, read and sync");
      }
    }
  }

  /**
   * Which logs give back their memory and files; the next use opens them again.
   *
   * @param closeAfter one that nobody used for this long
   * @param maxOpen those idle longest, where more than this many are open
   */
  public record Idle(Duration closeAfter, int maxOpen) {
    public Idle {
      if (closeAfter.isNegative() || closeAfter.isZero() || maxOpen < 1) {
        throw new IllegalArgumentException("some log must be open for some time");
      }
    }
  }

  public StoreSettings withFlush(FlushPolicy policy) {
    return new StoreSettings(policy, queues, threads, idle, replication);
  }

  public StoreSettings withQueues(Queues bounds) {
    return new StoreSettings(flush, bounds, threads, idle, replication);
  }

  public StoreSettings withIdle(Idle bounds) {
    return new StoreSettings(flush, queues, threads, bounds, replication);
  }

  public StoreSettings withReplication(ReplicationSettings settings) {
    return new StoreSettings(flush, queues, threads, idle, settings);
  }
}
