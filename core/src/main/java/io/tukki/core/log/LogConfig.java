package io.tukki.core.log;

import java.util.OptionalLong;

/**
 * What a log's storage must know of its topic's configuration.
 *
 * @param segmentBytes a segment is rolled before it would grow beyond this
 * @param segmentMs a segment is rolled when its first record is older than this
 * @param retentionMs how long records are kept; empty keeps them for ever
 * @param retentionBytes how many bytes of a partition are kept; empty knows no limit
 * @param indexIntervalBytes one entry of the sparse indexes for about this many bytes of log
 */
public record LogConfig(
    int segmentBytes,
    long segmentMs,
    OptionalLong retentionMs,
    OptionalLong retentionBytes,
    int indexIntervalBytes) {

  /** Segments of 1 GiB or 7 days, kept for 7 days whatever their size. */
  public static final LogConfig DEFAULT =
      new LogConfig(
          1 << 30, 604_800_000L, OptionalLong.of(604_800_000L), OptionalLong.empty(), 4096);
}
