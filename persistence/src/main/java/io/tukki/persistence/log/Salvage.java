package io.tukki.persistence.log;

import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.log.LogInspector.SegmentFileInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks behind the damage for what a log says of itself. Who holds it must not be forgotten with
 * what was lost: a replica that takes itself for the only one would go on alone.
 */
final class Salvage {

  private final LogDirectory directory;
  private final Optional<Checkpoint> checkpoint;
  private final SegmentEnd soundEnd;

  /**
   * @param soundEnd where the damage begins
   */
  Salvage(LogDirectory directory, Optional<Checkpoint> checkpoint, SegmentEnd soundEnd) {
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.soundEnd = soundEnd;
  }

  LogDamage of(String message) throws IOException {
    List<Long> known = knownControls();
    long[] end = {Math.max(soundEnd.offset() + 1, knownEnd())};
    List<RecordBatch> controls = new ArrayList<>();
    LogInspector inspector = new LogInspector(directory.storage(), directory.path());
    var unused =
        inspector.inspect(
            segment -> isWorthReading(segment, inspector.segments(), known),
            (segment, position, batch) -> {
              if (batch.baseOffset() >= soundEnd.offset()) {
                end[0] = Math.max(end[0], batch.nextOffset());
                if (batch.isControl() && !batch.hasProducerId()) {
                  controls.add(batch);
                }
              }
              return true;
            });
    List<Long> lost =
        known.stream()
            .filter(offset -> controls.stream().noneMatch(batch -> batch.baseOffset() == offset))
            .toList();
    return new LogDamage(soundEnd.offset(), end[0], message, controls, lost);
  }

  private List<Long> knownControls() {
    return checkpoint.flatMap(Checkpoint::history).stream()
        .flatMap(history -> history.controls().stream())
        .filter(offset -> offset >= soundEnd.offset())
        .toList();
  }

  private long knownEnd() {
    return checkpoint.map(known -> known.last().end().offset()).orElse(0L);
  }

  /** Up to the checkpoint it is known where they are; behind it everything has to be read. */
  private boolean isWorthReading(
      SegmentFileInfo segment, List<SegmentFileInfo> all, List<Long> known) {
    long next =
        all.stream()
            .mapToLong(SegmentFileInfo::baseOffset)
            .filter(base -> base > segment.baseOffset())
            .min()
            .orElse(Long.MAX_VALUE);
    boolean behindCheckpoint =
        checkpoint.flatMap(Checkpoint::history).isEmpty() || next > knownEnd();
    boolean holdsOne =
        known.stream().anyMatch(offset -> offset >= segment.baseOffset() && offset < next);
    return next > soundEnd.offset() && (behindCheckpoint || holdsOne);
  }
}
