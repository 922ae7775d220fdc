package io.tukki.api.metrics;

/**
 * What the node's replicas and their links to other nodes have done since the node started.
 *
 * @param elections won by replicas on this node; a log is elected for each time its writer wakes
 * @param stepDowns of replicas that led, whatever the reason
 * @param retirements of replicas that were removed from their logs and deleted their files
 */
public record ReplicationCounts(
    long elections,
    long stepDowns,
    long retirements,
    Traffic sent,
    Traffic received,
    Losses losses) {

  /** Frames are messages, shipments and their parts. */
  public record Traffic(long bytes, long frames) {}

  /**
   * @param messages dropped for want of room, address or connection
   * @param shipments of batches, likewise; they are sent again
   * @param connects connections that this node made
   * @param breaks of connections that either side had made
   */
  public record Losses(long messages, long shipments, long connects, long breaks) {}
}
