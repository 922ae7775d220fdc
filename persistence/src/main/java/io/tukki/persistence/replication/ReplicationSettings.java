package io.tukki.persistence.replication;

import io.tukki.persistence.replication.replica.Settings;
import java.time.Duration;

/** How replicas of all logs of a node deal with each other; see {@code reference.conf} for each. */
public record ReplicationSettings(
    Timing timing, Shipments shipments, int maxPendingAppends, long maxArrivalBytes) {

  public static final ReplicationSettings DEFAULT =
      new ReplicationSettings(
          new Timing(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(5)),
          new Shipments(1 << 20, 8, 32, 4, 100L << 20),
          1_024,
          64L << 20);

  /**
   * @param heartbeat between signs of life, and before something lost is sent again
   * @param quorum a leader that has not heard a majority for so long stops
   * @param candidacy a candidate that has not come to lead for so long gives up
   */
  public record Timing(Duration heartbeat, Duration quorum, Duration candidacy) {
    public Timing {
      if (heartbeat.toMillis() < 1
          || quorum.compareTo(heartbeat.multipliedBy(2)) < 0
          || candidacy.compareTo(heartbeat) < 0) {
        throw new IllegalArgumentException(
            "a heartbeat must take a millisecond or more, a quorum's patience at least two of"
                + " them");
      }
    }
  }

  /**
   * What is under way to followers.
   *
   * @param maxBytes of one shipment, which has at least one batch
   * @param maxInFlight shipments of one log to one follower that are not acknowledged
   * @param maxLiveAtATime shipments to one node that are read and not yet taken by its connection
   * @param maxCatchUpAtATime the same of those to followers that are far behind
   * @param maxCatchUpBytesPerSecond to all who copy the log while nobody waits for them; 0: as fast
   *     as it goes
   */
  public record Shipments(
      int maxBytes,
      int maxInFlight,
      int maxLiveAtATime,
      int maxCatchUpAtATime,
      long maxCatchUpBytesPerSecond) {
    public Shipments {
      if (maxBytes < 1 || maxInFlight < 1 || maxLiveAtATime < 1 || maxCatchUpAtATime < 1) {
        throw new IllegalArgumentException("something must be shipped at a time");
      }
      if (maxCatchUpBytesPerSecond < 0) {
        throw new IllegalArgumentException("fewer than no bytes cannot be shipped");
      }
    }
  }

  public ReplicationSettings {
    if (maxPendingAppends < 1 || maxArrivalBytes < 1) {
      throw new IllegalArgumentException("something must be allowed to wait");
    }
  }

  public ReplicationSettings withTiming(Timing other) {
    return new ReplicationSettings(other, shipments, maxPendingAppends, maxArrivalBytes);
  }

  public ReplicationSettings withShipments(Shipments other) {
    return new ReplicationSettings(timing, other, maxPendingAppends, maxArrivalBytes);
  }

  /** As the core of replication wants them. */
  Settings ofReplicas(boolean awaitSync) {
    return new Settings(
        new Settings.Timing(
            timing.heartbeat().toMillis(),
            timing.quorum().toMillis(),
            timing.candidacy().toMillis()),
        shipments.maxBytes(),
        shipments.maxInFlight(),
        maxPendingAppends,
        awaitSync);
  }
}
