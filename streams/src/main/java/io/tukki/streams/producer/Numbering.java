package io.tukki.streams.producer;

import io.tukki.streams.producer.ProducerIds.ProducerIdentity;

/**
 * The sequence numbers of a batch. They run from 0 to {@link Integer#MAX_VALUE} and begin again.
 *
 * @param first the number of the batch's first record
 */
record Numbering(ProducerIdentity identity, int first) {

  private static final int HALF_OF_ALL = 1 << 30;

  /** The number that follows a batch of so many records. */
  int next(int recordCount) {
    return (first + recordCount) & Integer.MAX_VALUE;
  }

  /** Whether {@code later} comes after {@code earlier}, which are less than half of all apart. */
  static boolean isAfter(int later, int earlier) {
    int distance = (later - earlier) & Integer.MAX_VALUE;
    return distance != 0 && distance < HALF_OF_ALL;
  }
}
