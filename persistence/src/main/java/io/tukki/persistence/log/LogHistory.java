package io.tukki.persistence.log;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Who wrote a log, and where it speaks of itself: all of its past that replicas compare. Kept
 * beside the batches, from whose headers it can be made again.
 *
 * @param epochs where each leader's batches start; the first may start before the log does
 * @param controls offsets of the log's own control batches, those of transactions not among them
 */
public record LogHistory(List<EpochStart> epochs, List<Long> controls) {

  /** The batches from {@code offset} on were written in {@code epoch}. */
  public record EpochStart(int epoch, long offset) {}

  public static final LogHistory EMPTY = new LogHistory(List.of(), List.of());

  public LogHistory {
    epochs = List.copyOf(epochs);
    controls = List.copyOf(controls);
  }

  LogHistory with(List<RecordBatch> batches) {
    LogHistory history = this;
    for (int i = 0; i < batches.size(); i++) {
      history = history.with(batches.get(i));
    }
    return history;
  }

  /** Nearly always this: most batches are of the leader that wrote the one before. */
  LogHistory with(BatchHeader batch) {
    int epoch = batch.headerBytes().getInt(BatchHeader.LEADER_EPOCH);
    boolean sameEpoch = !epochs.isEmpty() && epochs.getLast().epoch() == epoch;
    boolean own = batch.isControl() && !batch.hasProducerId();
    if (sameEpoch && !own) {
      return this;
    }
    return new LogHistory(
        sameEpoch ? epochs : plus(epochs, new EpochStart(epoch, batch.baseOffset())),
        own ? plus(controls, batch.baseOffset()) : controls);
  }

  private static <T> List<T> plus(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(element);
    return longer;
  }

  /** Without what starts at the offset or behind it. */
  LogHistory truncatedTo(long endOffset) {
    boolean whole =
        (epochs.isEmpty() || epochs.getLast().offset() < endOffset)
            && (controls.isEmpty() || controls.getLast() < endOffset);
    return whole
        ? this
        : new LogHistory(
            epochs.stream().filter(start -> start.offset() < endOffset).toList(),
            controls.stream().filter(offset -> offset < endOffset).toList());
  }

  /** Without what ended before the offset, but with whoever wrote the batch in front of it. */
  LogHistory startingAt(long startOffset) {
    int first = 0;
    while (first + 1 < epochs.size() && epochs.get(first + 1).offset() < startOffset) {
      first++;
    }
    boolean whole = first == 0 && (controls.isEmpty() || controls.getFirst() >= startOffset);
    return whole
        ? this
        : new LogHistory(
            epochs.subList(first, epochs.size()),
            controls.stream().filter(offset -> offset >= startOffset).toList());
  }
}
