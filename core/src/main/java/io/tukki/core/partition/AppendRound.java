package io.tukki.core.partition;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import java.util.List;

/**
 * Appends that are decided and persisted together.
 *
 * @param batches each has passed {@link Admission}; in the order in which they came
 * @param epoch of the leader that writes them
 * @param timestampType of the topic
 * @param nowMs the leader's clock
 */
public record AppendRound(
    List<RecordBatch> batches, LeaderEpoch epoch, TimestampType timestampType, long nowMs) {}
