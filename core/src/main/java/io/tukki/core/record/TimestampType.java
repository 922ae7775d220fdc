package io.tukki.core.record;

/** Whose clock a batch's timestamps come from. */
public enum TimestampType {
  /** The producer's, record by record. */
  CREATE_TIME,
  /**
   * The leader's at the moment of the append; the batch's greatest timestamp holds for all records.
   */
  LOG_APPEND_TIME
}
