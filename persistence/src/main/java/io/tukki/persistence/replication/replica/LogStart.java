package io.tukki.persistence.replication.replica;

/**
 * Where a log begins: what lay before was committed and is deleted.
 *
 * @param ordinal of the first batch at or behind {@code offset}
 */
public record LogStart(long offset, long ordinal) {

  /** Of a log from which nothing was ever deleted. */
  public static final LogStart FIRST = new LogStart(0, 1);
}
