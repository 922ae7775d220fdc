package io.tukki.core.log;

import io.tukki.core.id.LeaderEpoch;

/** What a search by time found. */
public sealed interface TimestampLookup {

  record Found(long offset, long timestampMs, LeaderEpoch epoch) implements TimestampLookup {}

  /** All records are older. */
  record NoneSoLate() implements TimestampLookup {}
}
