package io.tukki.streams.consumer;

/** What to do about a position outside of what its partition holds. */
public enum OffsetReset {
  /** Fail the stream: records were missed, and somebody should know. */
  FAIL,
  /** Go on with the first record that is there. */
  EARLIEST,
  /** Go on with whatever comes next. */
  LATEST
}
