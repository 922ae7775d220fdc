package io.tukki.streams.consumer;

import io.tukki.streams.Backoff;

/**
 * How a source goes along with what happens to its partitions; the meanings are those of {@code
 * tukki.consumer} in the reference configuration.
 */
public record Following(
    OffsetReset offsetReset, boolean newPartitions, boolean stopAtEnd, Backoff backoff) {

  Following withOffsetReset(OffsetReset reset) {
    return new Following(reset, newPartitions, stopAtEnd, backoff);
  }

  Following withNewPartitions(boolean follow) {
    return new Following(offsetReset, follow, stopAtEnd, backoff);
  }

  Following withStopAtEnd(boolean stop) {
    return new Following(offsetReset, newPartitions, stop, backoff);
  }

  Following withBackoff(Backoff newBackoff) {
    return new Following(offsetReset, newPartitions, stopAtEnd, newBackoff);
  }
}
