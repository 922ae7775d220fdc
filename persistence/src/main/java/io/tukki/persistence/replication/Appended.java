package io.tukki.persistence.replication;

/**
 * What an append left behind it.
 *
 * @param logEndOffset the offset behind the last batch of this append
 * @param nextOrdinal the ordinal that the batch after this append will get
 */
public record Appended(long logEndOffset, long nextOrdinal) {}
