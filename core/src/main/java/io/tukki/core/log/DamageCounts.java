package io.tukki.core.log;

/**
 * What was done about decay on this node's disk since the node was started.
 *
 * @param scrubbedBytes of closed segments, read and checked in the background
 * @param found times that a log was found to be damaged, by whomever
 * @param repaired times that a damaged replica was whole again and trusted
 */
public record DamageCounts(long scrubbedBytes, long found, long repaired) {}
