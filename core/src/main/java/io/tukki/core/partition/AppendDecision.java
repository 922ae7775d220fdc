package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;
import java.util.List;

/**
 * What is to be done about a round of appends.
 *
 * @param events the batches to persist, all or none, in this order; their places are set
 * @param verdicts one for each append of the round, to be answered once the events are persisted
 */
public record AppendDecision(List<BatchHeader> events, List<Verdict> verdicts) {}
