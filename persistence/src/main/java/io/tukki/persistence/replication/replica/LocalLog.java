package io.tukki.persistence.replication.replica;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a replica knows of its own log without reading it. {@code endOffset} runs ahead of the disk;
 * {@code disk} says by how much.
 *
 * @param soundEnd below it every byte passed its checksum; {@link #UNDAMAGED} unless the recovery
 *     or the scrub found otherwise
 */
record LocalLog(
    LogStart start,
    long endOffset,
    long nextOrdinal,
    EpochTable epochs,
    ConfigurationHistory configurations,
    DiskProgress disk,
    long soundEnd) {

  static final long UNDAMAGED = Long.MAX_VALUE;

  static LocalLog recovered(RecoveredLog log) {
    return new LocalLog(
        log.start(),
        log.endOffset(),
        log.nextOrdinal(),
        log.epochs(),
        log.configurations(),
        DiskProgress.recovered(log.endOffset(), log.recoveryPoint()),
        log.soundEnd());
  }

  long startOffset() {
    return start.offset();
  }

  boolean isDamaged() {
    return soundEnd < endOffset;
  }

  /** What of this log is worth anything to others. */
  long usableEnd() {
    return Math.min(endOffset, soundEnd);
  }

  LocalLog appended(List<Entry> entries) {
    EpochTable table = epochs;
    ConfigurationHistory history = configurations;
    for (Entry entry : entries) {
      table = table.with(entry.epoch(), entry.baseOffset());
      if (entry.payload() instanceof Payload.Change(Configuration configuration)) {
        history = history.with(entry.baseOffset(), configuration);
      }
    }
    Entry last = entries.getLast();
    return new LocalLog(
        start, last.endOffset(), last.ordinal() + 1, table, history, disk, soundEnd);
  }

  LocalLog truncatedTo(long offset) {
    return new LocalLog(
        start,
        offset,
        nextOrdinal,
        epochs.truncatedTo(offset),
        configurations.truncatedTo(offset),
        disk.truncatedTo(offset),
        offset <= soundEnd ? UNDAMAGED : soundEnd);
  }

  LocalLog basedOn(Configuration decreed) {
    return new LocalLog(
        start, endOffset, nextOrdinal, epochs, configurations.basedOn(decreed), disk, soundEnd);
  }

  /** Where the first configuration lies that a loss of power could take away. */
  long firstUnsyncedChange() {
    return configurations.firstFrom(disk.syncedEnd());
  }

  /** Whether an earlier reign wrote the configuration in force, which may have come to nothing. */
  boolean isChangedBefore(int epoch) {
    OptionalLong offset = configurations.latestOffset();
    return offset.isPresent() && epochs.epochAt(offset.getAsLong()) < epoch;
  }

  /** Nothing is left, and the next entry is the first one of somebody's log. */
  LocalLog resetTo(LogSummary other, Configuration base) {
    return new LocalLog(
        other.start(),
        other.start().offset(),
        other.start().ordinal(),
        other.epochs().truncatedTo(other.start().offset()),
        ConfigurationHistory.startingWith(base),
        new DiskProgress(disk.cut() + 1, 0, disk.writtenCut(), 0, disk.syncedCut()),
        UNDAMAGED);
  }

  LocalLog startingAt(LogStart later) {
    return new LocalLog(
        later,
        endOffset,
        nextOrdinal,
        epochs.startingAt(later.offset()),
        configurations.startingAt(later.offset()),
        disk,
        soundEnd);
  }

  LocalLog written(int cut, long end, long nextOrdinalOnDisk) {
    long ordinal = cut == disk.cut() && end == endOffset ? nextOrdinalOnDisk : nextOrdinal;
    return with(disk.written(cut, end), ordinal);
  }

  LocalLog synced(int cut, long end) {
    return with(disk.synced(cut, end), nextOrdinal);
  }

  LogSummary summary() {
    long end = usableEnd();
    return new LogSummary(
        start,
        end,
        epochs.truncatedTo(end),
        configurations.base(),
        configurations.truncatedTo(end).latest());
  }

  private LocalLog with(DiskProgress progress, long ordinal) {
    return new LocalLog(start, endOffset, ordinal, epochs, configurations, progress, soundEnd);
  }
}
