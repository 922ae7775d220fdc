package io.tukki.core.partition;

/** Where records without a key go. */
public enum KeylessPolicy {
  /**
   * To one partition until about a batch's worth has gone there, then to another: full batches, and
   * an even spread over time.
   */
  STICKY,
  /**
   * To each partition in turn: an even spread record by record, and batches that fill more slowly.
   */
  ROUND_ROBIN
}
