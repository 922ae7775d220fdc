package io.tukki.persistence.replication;

import java.time.Duration;

/** What a node decides about the storage of all its logs; see {@code reference.conf} for each. */
public record StoreSettings(
    FlushPolicy flush,
    Queues queues,
    Threads threads,
    Idle idle,
    Care care,
    ReplicationSettings replication) {

  public static final StoreSettings DEFAULT =
      new StoreSettings(
          new FlushPolicy.None(),
          new Queues(64L << 20, 256L << 20, 8 << 20),
          new Threads(2, 2, 4),
          new Idle(Duration.ofMinutes(2), 5_000, Duration.ofSeconds(20)),
          new Care(4L << 20, Duration.ofDays(7), Duration.ofMinutes(1), 256L << 20),
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
   * @param syncing threads that wait for the device
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
   * @param closeTimeout how long the node's end waits until all are closed
   */
  public record Idle(Duration closeAfter, int maxOpen, Duration closeTimeout) {
    public Idle {
      if (closeAfter.isNegative() || closeAfter.isZero() || maxOpen < 1) {
        throw new IllegalArgumentException("some log must be open for some time");
      }
    }
  }

  /**
   * What is done against decay.
   *
   * @param scrubBytesPerSecond how fast closed segments are read to be checked; 0 for not at all
   * @param scrubInterval from the beginning of one pass over all logs to that of the next, at least
   * @param scrubDelay after the start of the node
   * @param quarantineBytes of what is cut from a damaged log, kept aside for each log
   */
  public record Care(
      long scrubBytesPerSecond, Duration scrubInterval, Duration scrubDelay, long quarantineBytes) {
    public Care {
      if (scrubBytesPerSecond < 0
          || scrubInterval.isNegative()
          || scrubDelay.isNegative()
          || quarantineBytes < 0) {
        throw new IllegalArgumentException("neither rates nor times nor sizes are negative");
      }
    }
  }

  public StoreSettings withFlush(FlushPolicy policy) {
    return new StoreSettings(policy, queues, threads, idle, care, replication);
  }

  public StoreSettings withQueues(Queues bounds) {
    return new StoreSettings(flush, bounds, threads, idle, care, replication);
  }

  public StoreSettings withIdle(Idle bounds) {
    return new StoreSettings(flush, queues, threads, bounds, care, replication);
  }

  public StoreSettings withReplication(ReplicationSettings settings) {
    return new StoreSettings(flush, queues, threads, idle, care, settings);
  }

  public StoreSettings withCare(Care settings) {
    return new StoreSettings(flush, queues, threads, idle, settings, replication);
  }
}
