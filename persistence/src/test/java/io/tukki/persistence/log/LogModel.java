package io.tukki.persistence.log;

import io.tukki.core.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a log must be like: a list. Knows what was acknowledged, what of that must survive the
 * machine, and what an operation that was cut short may have done.
 */
final class LogModel {

  /**
   * Every batch that may be in the log, from offset 0 on; those below the start are kept as well.
   */
  final List<RecordBatch> batches = new ArrayList<>();

  long start;

  /** Behind the last acknowledged batch. Batches behind it may be there or not. */
  long end;

  /** What survives a crash of the machine. */
  long synced;

  /** Bounds of what an interrupted operation leaves. */
  long highestStart;

  long lowestEnd;

  void startOperation() {
    highestStart = start;
    lowestEnd = end;
  }

  void settle(long actualStart, long actualEnd) {
    start = actualStart;
    end = actualEnd;
    batches.removeIf(batch -> batch.baseOffset() >= actualEnd);
    synced = Math.min(synced, end);
    startOperation();
  }

  Optional<RecordBatch> batchOf(long offset) {
    int index = indexOf(offset);
    return index < batches.size() ? Optional.of(batches.get(index)) : Optional.empty();
  }

  /** The index of the batch that holds the offset, or of the first one behind. */
  int indexOf(long offset) {
    int index = 0;
    while (index < batches.size() && batches.get(index).nextOffset() <= offset) {
      index++;
    }
    return index;
  }

  /** The ordinal of the batch that would start at this offset. */
  long ordinalAt(long offset) {
    return indexOf(offset) + 1L;
  }

  boolean isBoundary(long offset) {
    return offset == 0 || batches.stream().anyMatch(batch -> batch.nextOffset() == offset);
  }

  /** Batches that can be read. */
  List<RecordBatch> readable() {
    return batches.subList(indexOf(start), indexOf(end));
  }
}
