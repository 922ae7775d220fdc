package io.tukki.core.group;

import java.util.OptionalInt;

/**
 * A group's position in a partition: the offset of the next record to be read.
 *
 * @param leaderEpoch of the record before it, where the client knew it
 * @param metadata what the client had noted along with it
 */
public record Committed(long offset, OptionalInt leaderEpoch, String metadata, long atMs) {}
