package io.tukki.persistence.log;

/**
 * Between two batches of a log.
 *
 * @param offset of the batch behind
 * @param ordinal likewise
 */
public record LogPlace(long offset, long ordinal) {}
