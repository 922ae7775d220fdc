package io.tukki.core.cluster;

/**
 * A log that goes on without the majority of its replicas.
 *
 * @param log its persistence id
 * @param epoch under which it goes on
 * @param endOffset at which it goes on: what was acknowledged at this offset or beyond is lost
 */
public record ForcedLog(String log, long epoch, long endOffset) {}
