package io.tukki.persistence.log;

import java.util.Optional;

/**
 * What a look at a stretch of a log found.
 *
 * @param nextOffset where to look next; the log's end when all was looked at
 * @param checkedBytes how much was read
 * @param damage what is wrong and where, for a person
 */
public record ScrubResult(long nextOffset, long checkedBytes, Optional<String> damage) {}
