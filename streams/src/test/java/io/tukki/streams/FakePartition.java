package io.tukki.streams;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.partition.AppendDecision;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.AppendRound;
import io.tukki.core.partition.PartitionState;
import io.tukki.core.partition.ProducerLimits;
import io.tukki.core.partition.Verdict;
import io.tukki.core.record.Record;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One partition of the {@link FakeBroker}. */
public final class FakePartition {

  private PartitionState state = PartitionState.empty(ProducerLimits.DEFAULT);
  private final List<RecordBatch> batches = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private long startOffset;

  public synchronized Result<AppendResult> append(RecordBatch batch) {
    batch.verify();
    AppendDecision decision =
        state.decide(
            new AppendRound(List.of(batch), LeaderEpoch.NONE, TimestampType.CREATE_TIME, 0));
    decision.events().forEach(event -> state.evolve(event, 0));
    return switch (decision.verdicts().get(0)) {
      case Verdict.Placed placed -> {
        if (!placed.duplicate()) {
          keep(batch);
        }
        yield Result.ok(placed.answer(startOffset));
      }
      case Verdict.Denied(var refusal) -> Result.refused(refusal);
    };
  }

  /** As after a retention that took all of the producers' batches. */
  public synchronized void forgetProducers() {
    long nextOffset = state.nextOffset();
    state = PartitionState.empty(ProducerLimits.DEFAULT);
    state.resumeAt(nextOffset);
  }

  /** As when a leader dies with what only it had, and another takes over. */
  public synchronized void loseLastBatch() {
    if (batches.size() > 1) {
      batches.remove(batches.size() - 1);
      state = PartitionState.empty(ProducerLimits.DEFAULT);
      batches.forEach(batch -> state.evolve(batch, 0));
    }
  }

  synchronized void store(RecordBatch batch) {
    state.evolve(batch, 0);
    keep(batch);
  }

  private void keep(RecordBatch batch) {
    batches.add(batch);
    List<Runnable> woken = List.copyOf(waiting);
    waiting.clear();
    woken.forEach(Runnable::run);
  }

  public synchronized boolean nobodyWaits() {
    return waiting.isEmpty();
  }

  synchronized void whenStored(Runnable action) {
    waiting.add(action);
  }

  synchronized ByteBuffer read(long offset, int maxBytes) {
    List<RecordBatch> read = new ArrayList<>();
    int sizeBytes = 0;
    for (RecordBatch batch : batches) {
      if (batch.lastOffset() >= offset
          && (read.isEmpty() || sizeBytes + batch.sizeBytes() <= maxBytes)) {
        read.add(batch);
        sizeBytes += batch.sizeBytes();
      } else if (!read.isEmpty()) {
        break;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
    read.forEach(batch -> bytes.put(batch.bytes()));
    return bytes.flip();
  }

  /** Retention: everything below is gone. */
  public synchronized void deleteBefore(long offset) {
    startOffset = offset;
    batches.removeIf(batch -> batch.lastOffset() < offset);
  }

  public synchronized long startOffset() {
    return startOffset;
  }

  public synchronized long endOffset() {
    return state.nextOffset();
  }

  synchronized Optional<Long> firstAt(long timestampMs) {
    return records().stream()
        .filter(record -> record.timestampMs() >= timestampMs)
        .map(Record::offset)
        .findFirst();
  }

  public synchronized List<RecordBatch> batches() {
    return List.copyOf(batches);
  }

  public synchronized List<Record> records() {
    List<Record> records = new ArrayList<>();
    batches.forEach(batch -> batch.records().forEachRemaining(records::add));
    return records;
  }
}
