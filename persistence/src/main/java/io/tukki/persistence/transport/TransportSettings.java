package io.tukki.persistence.transport;

import com.typesafe.config.Config;
import java.time.Duration;

/** The section {@code tukki.replication.transport}; see {@code reference.conf} for each. */
public record TransportSettings(Patience patience, Frame frame, Waiting waiting, Threads threads) {

  /**
   * @param connect until a dialled node has welcomed this one
   * @param silence a connection on which nothing was heard for so long is broken
   * @param minBackoff between attempts to dial, doubled at each up to {@code maxBackoff}
   */
  public record Patience(
      Duration connect, Duration silence, Duration minBackoff, Duration maxBackoff) {
    public Patience {
      if (connect.isZero() || silence.toMillis() < PINGS_PER_SILENCE || minBackoff.isZero()) {
        throw new IllegalArgumentException("patience takes some time");
      }
      if (maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException("backoff.max is less than backoff.min");
      }
    }

    /** How often a connection is looked at, and the other side asked for a sign of life. */
    Duration betweenPings() {
      return silence.dividedBy(PINGS_PER_SILENCE);
    }

    /** After {@code failures} in a row, counted from 0. */
    Duration backoff(int failures) {
      Duration doubled = minBackoff.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
      return doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff;
    }
  }

  /**
   * @param maxBytes of one frame, parts of shipments included
   * @param maxShipmentBytes of one shipment, which the receiver takes into memory
   * @param chunkBytes how large the parts are into which shipments are cut
   */
  public record Frame(int maxBytes, int maxShipmentBytes, int chunkBytes) {
    public Frame {
      if (chunkBytes <= 0 || maxBytes < chunkBytes || maxShipmentBytes < chunkBytes) {
        throw new IllegalArgumentException("a chunk must fit a frame, and be part of a shipment");
      }
    }
  }

  /**
   * Bounds on what waits for one node.
   *
   * @param controlBytes messages without batches
   * @param snapshotBytes of entities' states, on their way to who may lead next
   * @param liveChunksPerCatchUpChunk how far live shipments go first where both lanes have some
   */
  public record Waiting(
      long controlBytes,
      Lane live,
      Lane catchUp,
      long snapshotBytes,
      int liveChunksPerCatchUpChunk) {
    public Waiting {
      if (controlBytes <= 0 || snapshotBytes <= 0 || liveChunksPerCatchUpChunk <= 0) {
        throw new IllegalArgumentException("something must be allowed to wait");
      }
    }
  }

  /**
   * @param memoryBytes of shipments that were read and have not left; one larger goes alone
   * @param fileBytes of shipments that have not been read yet
   */
  public record Lane(long memoryBytes, long fileBytes) {
    public Lane {
      if (memoryBytes <= 0 || fileBytes < 0) {
        throw new IllegalArgumentException("a lane must take something");
      }
    }
  }

  /**
   * Names of dispatchers, and a bound on accepted connections.
   *
   * @param dispatcher of the connections
   * @param reading where shipments are read that had to wait
   */
  public record Threads(String dispatcher, String reading, int maxConnections) {}

  private static final int PINGS_PER_SILENCE = 5;
  private static final int MAX_DOUBLINGS = 16;

  /** Reads {@code tukki.replication.transport} of the system's configuration. */
  public static TransportSettings from(Config system) {
    Config section = system.getConfig("tukki.replication.transport");
    return new TransportSettings(
        new Patience(
            section.getDuration("connect-timeout"),
            section.getDuration("silence-timeout"),
            section.getDuration("backoff.min"),
            section.getDuration("backoff.max")),
        new Frame(
            bytes(section, "max-frame-bytes"),
            bytes(section, "max-shipment-bytes"),
            bytes(section, "chunk-bytes")),
        new Waiting(
            section.getBytes("waiting.control-bytes"),
            lane(section.getConfig("waiting.live")),
            lane(section.getConfig("waiting.catch-up")),
            section.getBytes("waiting.snapshot-bytes"),
            section.getInt("waiting.live-chunks-per-catch-up-chunk")),
        new Threads(
            section.getString("dispatcher"),
            "tukki.replication.transport.reading-dispatcher",
            section.getInt("max-connections")));
  }

  private static int bytes(Config section, String path) {
    return Math.toIntExact(section.getBytes(path));
  }

  private static Lane lane(Config section) {
    return new Lane(section.getBytes("memory-bytes"), section.getBytes("file-bytes"));
  }
}
