package io.tukki.persistence.replication.replica;

/**
 * A log as others have to know it, to compare it with their own.
 *
 * @param base the configuration at its start
 * @param latest the configuration in force at its end
 */
public record LogSummary(
    LogStart start, long endOffset, EpochTable epochs, Configuration base, Configuration latest) {

  /** Whether the entry can be one of this log. */
  boolean has(Entry entry) {
    return entry.endOffset() <= endOffset && entry.epoch() == epochs.epochAt(entry.baseOffset());
  }
}
