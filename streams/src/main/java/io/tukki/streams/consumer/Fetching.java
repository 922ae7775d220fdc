package io.tukki.streams.consumer;

import java.time.Duration;

/**
 * How records are fetched; the meanings are those of {@code tukki.consumer} in the reference
 * configuration.
 *
 * @param fetchBytes of one partition at once
 * @param bufferBytes over all partitions of a source
 */
public record Fetching(int fetchBytes, long bufferBytes, int minBytes, Duration maxWait) {

  /** Below this a fetch costs more by itself than by its bytes. */
  static final int SMALLEST_FETCH_BYTES = 16 * 1024;

  /** What is being emitted, and what is fetched meanwhile. */
  static final int FETCHES_PER_PARTITION = 2;

  public Fetching {
    if (fetchBytes < 1 || bufferBytes < 1 || minBytes < 0 || maxWait.isNegative()) {
      throw new IllegalArgumentException(
          "fetches of %d to %d bytes, %d in all, within %s make no sense"
              .formatted(minBytes, fetchBytes, bufferBytes, maxWait));
    }
  }

  /** The size of one fetch where so many partitions share the buffer. */
  int fetchBytesOf(int partitions) {
    long shareBytes = bufferBytes / ((long) FETCHES_PER_PARTITION * Math.max(1, partitions));
    return (int) Math.min(fetchBytes, Math.max(shareBytes, SMALLEST_FETCH_BYTES));
  }

  Fetching withFetchBytes(int bytes) {
    return new Fetching(bytes, bufferBytes, minBytes, maxWait);
  }

  Fetching withBufferBytes(long bytes) {
    return new Fetching(fetchBytes, bytes, minBytes, maxWait);
  }

  Fetching withMinBytes(int bytes) {
    return new Fetching(fetchBytes, bufferBytes, bytes, maxWait);
  }

  Fetching withMaxWait(Duration wait) {
    return new Fetching(fetchBytes, bufferBytes, minBytes, wait);
  }
}
