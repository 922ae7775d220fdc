package io.tukki.core.partition;

import io.tukki.core.record.BatchHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the writer of a partition must know to judge the next append: where it will lie, and what
 * the idempotent producers have sent. Never any record bytes.
 *
 * <p>It changes by {@link #evolve} alone, in place, since copying a table of producers for each
 * batch would cost more than the batch; so it belongs to one writer and is not thread-safe. What
 * must outlive the writer's next step takes a {@link #snapshot}.
 */
public final class PartitionState {

  private final ProducerLimits limits;

  /** By producer id, the longest silent first. */
  private final LinkedHashMap<Long, ProducerState> producers = new LinkedHashMap<>();

  private long nextOffset;

  private PartitionState(ProducerLimits limits, long nextOffset) {
    this.limits = limits;
    this.nextOffset = nextOffset;
  }

  public static PartitionState empty(ProducerLimits limits) {
    return new PartitionState(limits, 0);
  }

  public static PartitionState of(PartitionSnapshot snapshot, ProducerLimits limits) {
    PartitionState state = new PartitionState(limits, snapshot.nextOffset());
    snapshot.producers().forEach(p -> state.remember(p.producerId(), p.state()));
    return state;
  }

  /** The offset that the next record will get. */
  public long nextOffset() {
    return nextOffset;
  }

  public int producerCount() {
    return producers.size();
  }

  /**
   * Judges a round of appends, in order, each in the light of those before it. Changes nothing
   * here; the batches that are to be persisted have been given their place in the log.
   */
  public AppendDecision decide(AppendRound round) {
    return new AppendJudge(this, round).decide();
  }

  /**
   * Takes in a batch that is part of the log. Total: history is not judged.
   *
   * @param nowMs the leader's clock, which alone decides when a producer counts as silent, since
   *     the batch's own timestamps are whatever the producer made them
   */
  public void evolve(BatchHeader batch, long nowMs) {
    nextOffset = batch.nextOffset();
    if (batch.hasProducerId()) {
      remember(
          batch.producerId(),
          producer(batch.producerId(), nowMs)
              .map(known -> known.after(batch, nowMs))
              .orElseGet(() -> ProducerState.startingWith(batch, nowMs)));
    }
    forgetSilentProducers(nowMs);
  }

  /**
   * The log ends here, whatever the batches replayed say: those that would tell may have been
   * deleted, since retention takes whole segments and may take all of them.
   */
  public void resumeAt(long logEndOffset) {
    nextOffset = logEndOffset;
  }

  public PartitionSnapshot snapshot() {
    List<PartitionSnapshot.Producer> all = new ArrayList<>(producers.size());
    producers.forEach((id, state) -> all.add(new PartitionSnapshot.Producer(id, state)));
    return new PartitionSnapshot(nextOffset, all);
  }

  /** The producer, unless it is unknown or has been silent for too long. */
  Optional<ProducerState> producer(long producerId, long nowMs) {
    return Optional.ofNullable(producers.get(producerId)).filter(p -> !isSilent(p, nowMs));
  }

  private void remember(long producerId, ProducerState state) {
    producers.putLast(producerId, state);
    if (producers.size() > limits.maxProducers()) {
      producers.pollFirstEntry();
    }
  }

  private void forgetSilentProducers(long nowMs) {
    for (Map.Entry<Long, ProducerState> eldest = producers.firstEntry();
        eldest != null && isSilent(eldest.getValue(), nowMs);
        eldest = producers.firstEntry()) {
      producers.pollFirstEntry();
    }
  }

  private boolean isSilent(ProducerState producer, long nowMs) {
    return nowMs - producer.lastSeenMs() >= limits.idleExpiryMs();
  }
}
