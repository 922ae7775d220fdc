package io.tukki.core.log;

import io.tukki.core.id.LeaderEpoch;

/**
 * What came of forcing a replica to lead.
 *
 * @param endOffset where the replica ended: whatever others held at this offset or beyond is lost
 */
public record ForcedLead(LeaderEpoch epoch, long endOffset) {}
