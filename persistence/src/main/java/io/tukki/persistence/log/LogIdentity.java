package io.tukki.persistence.log;

/**
 * Which log this is; kept in its directory, so that it is never taken for another.
 *
 * @param id the persistence id whose events it holds
 */
public record LogIdentity(String id, Kind kind) {

  /** What one event of the log is; decides how sequence numbers follow from places in the log. */
  public enum Kind {
    /** Each record batch is one event; its sequence number is its ordinal. */
    BATCHES,
    /** Each record is one event; its sequence number is its offset + 1. */
    RECORDS
  }

  public LogIdentity {
    if (id.isEmpty() || id.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          "a log's id is one line of text and not empty, unlike '" + id + "'");
    }
  }
}
