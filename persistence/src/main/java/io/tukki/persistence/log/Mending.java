package io.tukki.persistence.log;

import io.tukki.persistence.log.LogFiles.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes a damaged log a whole one that ends where the damage began. What is cut is kept aside
 * first. Only the log's replica may ask for it, when it knows who has the rest.
 */
final class Mending {

  private final LogState state;
  private final Flushing flushing;
  private final Appending appending;

  Mending(LogState state, Flushing flushing, Appending appending) {
    this.state = state;
    this.flushing = flushing;
    this.appending = appending;
  }

  /** Does nothing where the log is whole. The caller holds the files lock. */
  void mend() throws IOException {
    Optional<LogDamage> damage = state.damage;
    if (damage.isEmpty()) {
      return;
    }
    try {
      mend(damage.get().offset());
    } catch (StorageFullException e) {
      throw e;
    } catch (IOException e) {
      state.failForThisBoot("its damaged part could not be set aside", e);
      throw e;
    }
  }

  /**
   * The mark stands until the last, so that a crash on the way leaves a damaged log. The checkpoint
   * comes before the cut, or it would miss what is gone.
   */
  private void mend(long offset) throws IOException {
    LogDirectory directory = state.directory;
    Segment last = state.segments.active();
    DamageMark.add(directory, offset);
    SegmentEntry damaged = existing(last);
    List<SegmentEntry> behind =
        LogFiles.list(directory).segments().stream()
            .filter(entry -> entry.baseOffset() > last.baseOffset())
            .toList();
    new Quarantine(directory, state.options.quarantineBytes())
        .keep(offset, damaged, last.end().position(), behind);
    lowerSynced(LogEnd.of(last));
    new RepairPlan(
            List.of(),
            List.of(last.baseOffset()),
            behind.stream().map(SegmentEntry::baseOffset).toList().reversed(),
            damaged.sizeBytes() > last.end().position(),
            List.of())
        .carryOut(
            directory, new Checkpoint.Known(last.baseOffset(), last.baseOrdinal(), last.end()));
    appending.tailWasCut();
    DamageMark.clear(directory);
    state.damage = Optional.empty();
  }

  /** The file may be what is missing. */
  private SegmentEntry existing(Segment segment) throws IOException {
    Path path = state.directory.path().resolve(segment.name());
    Storage storage = state.directory.storage();
    if (!storage.exists(path)) {
      storage.open(path, Storage.Mode.CREATE_NEW).close();
      storage.syncDirectory(state.directory.path());
    }
    return LogFiles.list(state.directory).segments().stream()
        .filter(entry -> entry.baseOffset() == segment.baseOffset())
        .findFirst()
        .orElseThrow();
  }

  private void lowerSynced(LogEnd end) throws IOException {
    LogEnd before = state.synced;
    if (before.offset() > end.offset()) {
      state.synced = end;
    }
    try {
      flushing.writeCheckpoint(Math.min(state.startOffset, end.offset()));
    } catch (StorageFullException e) {
      state.synced = before;
      throw e;
    }
  }
}
