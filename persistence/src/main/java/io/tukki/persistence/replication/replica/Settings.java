package io.tukki.persistence.replication.replica;

/**
 * The bounds of one replica.
 *
 * @param maxShipmentBytes of one append or catch-up chunk
 * @param maxShipmentsInFlight to one follower, unacknowledged
 * @param maxPendingAppends requests of the leader that wait
 * @param awaitSync whether only synced entries count (group commit), or written ones do
 */
public record Settings(
    Timing timing,
    int maxShipmentBytes,
    int maxShipmentsInFlight,
    int maxPendingAppends,
    boolean awaitSync) {

  /**
   * When patience ends.
   *
   * @param heartbeatMs between signs of life, and before something lost is sent again
   * @param quorumMs a leader that has not heard a majority for so long stops
   * @param candidacyMs a candidate that has not come to lead for so long gives up
   */
  public record Timing(long heartbeatMs, long quorumMs, long candidacyMs) {}

  long heartbeatMs() {
    return timing.heartbeatMs();
  }
}
