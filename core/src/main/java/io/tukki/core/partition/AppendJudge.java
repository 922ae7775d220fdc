package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Judges the appends of one round, one after another. What the round has accepted so far lies over
 * the partition's state, which itself stays as it is until the batches are persisted.
 */
final class AppendJudge {

  private final PartitionState state;
  private final AppendRound round;
  private final Map<Long, ProducerState> producersOfRound = new HashMap<>();
  private final List<BatchHeader> events;
  private final List<Verdict> verdicts;
  private long nextOffset;

  AppendJudge(PartitionState state, AppendRound round) {
    this.state = state;
    this.round = round;
    this.events = new ArrayList<>(round.batches().size());
    this.verdicts = new ArrayList<>(round.batches().size());
    this.nextOffset = state.nextOffset();
  }

  AppendDecision decide() {
    for (RecordBatch batch : round.batches()) {
      verdicts.add(batch.hasProducerId() ? judgeIdempotent(batch) : accept(batch));
    }
    return new AppendDecision(events, verdicts);
  }

  private Verdict judgeIdempotent(RecordBatch batch) {
    Optional<ProducerState> producer = producer(batch.producerId());
    Optional<SequenceSpan> earlier = producer.flatMap(known -> known.duplicateOf(batch));
    if (earlier.isPresent()) {
      return duplicate(earlier.get());
    }
    return producer
        .flatMap(known -> known.objectionTo(batch))
        .<Verdict>map(Verdict.Denied::new)
        .orElseGet(() -> acceptIdempotent(batch, producer));
  }

  /**
   * An unknown producer may begin anywhere: retention or its long silence may have let us forget.
   */
  private Verdict acceptIdempotent(RecordBatch batch, Optional<ProducerState> producer) {
    Verdict placed = accept(batch);
    producersOfRound.put(
        batch.producerId(),
        producer
            .map(known -> known.after(batch, round.nowMs()))
            .orElseGet(() -> ProducerState.startingWith(batch, round.nowMs())));
    return placed;
  }

  private Verdict accept(RecordBatch batch) {
    if (stampsAppendTime()) {
      batch.stampAppendTime(round.nowMs());
    }
    batch.placeAt(nextOffset, round.epoch());
    events.add(batch);
    long baseOffset = nextOffset;
    nextOffset = batch.nextOffset();
    return new Verdict.Placed(baseOffset, nextOffset, appendTime(round.nowMs()), false);
  }

  private Verdict duplicate(SequenceSpan earlier) {
    return new Verdict.Placed(
        earlier.baseOffset(), earlier.nextOffset(), appendTime(earlier.maxTimestampMs()), true);
  }

  private Optional<ProducerState> producer(long producerId) {
    ProducerState inRound = producersOfRound.get(producerId);
    return inRound != null ? Optional.of(inRound) : state.producer(producerId, round.nowMs());
  }

  private boolean stampsAppendTime() {
    return round.timestampType() == TimestampType.LOG_APPEND_TIME;
  }

  private OptionalLong appendTime(long ms) {
    return stampsAppendTime() ? OptionalLong.of(ms) : OptionalLong.empty();
  }
}
