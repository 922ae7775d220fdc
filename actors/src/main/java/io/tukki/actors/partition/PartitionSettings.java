package io.tukki.actors.partition;

import com.typesafe.config.Config;
import io.tukki.core.partition.ProducerLimits;
import java.time.Duration;

/**
 * What {@code tukki.partition} says; {@code reference.conf} explains each.
 *
 * @param role of the nodes that hold partitions; empty means all
 */
record PartitionSettings(
    String role,
    Appends appends,
    Fetches fetches,
    Lifecycle lifecycle,
    Snapshots snapshots,
    Keeper keeper) {

  /**
   * @param maxWaiting appends of one partition that wait for their answer
   * @param maxWaitingBytes their batches together
   * @param maxRound batches of one persist
   * @param maxRoundBytes the same in bytes, but always one batch
   */
  record Appends(
      int maxWaiting,
      long maxWaitingBytes,
      int maxRound,
      long maxRoundBytes,
      ProducerLimits producers) {}

  /**
   * @param maxWaiting fetches of one partition that wait for data
   */
  record Fetches(int maxWaiting) {}

  /**
   * @param idleTimeout a partition that nobody used for so long is put to sleep
   * @param wakeTimeout how long a reader waits for a partition that sleeps
   * @param wakeRetryInterval how often one that does not wake is called again
   * @param drainTimeout how long a partition that stops waits for what it wrote to be committed
   * @param handOverTimeout how long a node that stops waits for others to lead what it leads
   * @param deadlineCheckInterval how late a missed deadline may be noticed
   */
  record Lifecycle(
      Duration idleTimeout,
      Duration wakeTimeout,
      Duration wakeRetryInterval,
      Duration drainTimeout,
      Duration handOverTimeout,
      Duration deadlineCheckInterval,
      Restart restart) {}

  /** How long to wait before what failed is tried again: twice as long each time. */
  record Restart(Duration minBackoff, Duration maxBackoff) {}

  /**
   * @param everyBytes a snapshot is taken after so many bytes
   * @param everyBatches or so many batches
   * @param whenStoppingAfterBatches and when stopping, if it saves replaying so many
   * @param timeout how long a stopping writer waits for it
   */
  record Snapshots(
      long everyBytes, int everyBatches, int whenStoppingAfterBatches, Duration timeout) {}

  /**
   * @param retentionInterval how often every log is held against its topic's retention
   * @param concurrency how many logs at once
   * @param orphanGrace how long a log must have had no topic before it is deleted
   */
  record Keeper(Duration retentionInterval, int concurrency, Duration orphanGrace) {}

  /**
   * @param config the section {@code tukki.partition}
   */
  static PartitionSettings of(Config config) {
    return new PartitionSettings(
        config.getString("role"),
        appends(config),
        new Fetches(config.getInt("fetch.max-waiting")),
        lifecycle(config),
        snapshots(config.getConfig("snapshot")),
        new Keeper(
            config.getDuration("retention-check-interval"),
            config.getInt("retention-check-concurrency"),
            config.getDuration("orphan-grace")));
  }

  private static Appends appends(Config config) {
    return new Appends(
        config.getInt("append.max-waiting"),
        config.getBytes("append.max-waiting-bytes"),
        config.getInt("append.max-round"),
        config.getBytes("append.max-round-bytes"),
        new ProducerLimits(
            config.getInt("producer.max-remembered"),
            config.getDuration("producer.id-expiration").toMillis()));
  }

  private static Lifecycle lifecycle(Config config) {
    return new Lifecycle(
        config.getDuration("idle-timeout"),
        config.getDuration("wake-timeout"),
        config.getDuration("wake-retry-interval"),
        config.getDuration("drain-timeout"),
        config.getDuration("hand-over-timeout"),
        config.getDuration("deadline-check-interval"),
        new Restart(
            config.getDuration("restart-backoff.min"), config.getDuration("restart-backoff.max")));
  }

  private static Snapshots snapshots(Config config) {
    return new Snapshots(
        config.getBytes("every-bytes"),
        config.getInt("every-batches"),
        config.getInt("when-stopping-after-batches"),
        config.getDuration("timeout"));
  }
}
