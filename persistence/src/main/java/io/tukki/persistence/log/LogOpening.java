package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a log's directory and its state in memory together: creates, or recovers and repairs. */
final class LogOpening {

  record Result(LogState state, RecoveryReport report) {}

  private LogOpening() {}

  static Result open(
      LogDirectory directory,
      LogIdentity identity,
      LogConfig config,
      LogOptions options,
      long nowMs)
      throws IOException {
    if (!directory.storage().exists(directory.path())) {
      // Nothing to look for: thousands of new logs at a time are ordinary.
      directory.storage().createDirectories(directory.path());
      LogMeta.write(directory, identity);
      return create(directory, config, options);
    }
    FailureMark.refuse(directory, options.bootId());
    Optional<LogIdentity> stored = LogMeta.read(directory);
    if (stored.isPresent() && !stored.get().equals(identity)) {
      throw new LogOfflineException(
          "%s holds %s, not %s".formatted(directory.path(), stored.get(), identity));
    }
    Optional<Recovery.Found> found = Recovery.of(directory, options.bootId());
    Optional<String> damage = found.flatMap(Recovery.Found::damage);
    if (damage.isPresent()) {
      if (stored.isEmpty()) {
        // Not even which log it is can be known.
        throw LogState.offlineBy(directory, damage.get());
      }
      return reopenDamaged(directory, config, options, found.orElseThrow(), nowMs);
    }
    // Only now, since a damaged log is left as it is.
    FailureMark.clear(directory);
    if (stored.isEmpty()) {
      LogMeta.write(directory, identity);
    }
    if (found.isEmpty()) {
      deleteOrphanedIndexes(directory);
    }
    Result result =
        found.isPresent()
            ? reopen(directory, config, options, found.get(), nowMs)
            : create(directory, config, options);
    if (stored.isEmpty()) {
      result.state.newborn = true;
      result.state.directoryDirty.set(true);
    }
    return result;
  }

  private static Result create(LogDirectory directory, LogConfig config, LogOptions options)
      throws IOException {
    Segment first = Segment.create(directory, options.openSegments(), 0, 1);
    LogState state =
        new LogState(directory, options, config, Segments.of(List.of(first)), Optional.empty());
    state.directoryDirty.set(true);
    return new Result(state, new RecoveryReport(0, List.of()));
  }

  /** Left by a crash of the machine that took the segments they belonged to. */
  private static void deleteOrphanedIndexes(LogDirectory directory) throws IOException {
    for (long baseOffset : LogFiles.list(directory).indexes()) {
      IndexFile.delete(directory, baseOffset);
    }
  }

  private static Result reopen(
      LogDirectory directory,
      LogConfig config,
      LogOptions options,
      Recovery.Found found,
      long nowMs)
      throws IOException {
    Checkpoint.Known last = found.segments().get(found.segments().size() - 1);
    repair(directory, options, found, last);
    LogState state = stateOf(directory, config, options, found, nowMs);
    // Entries made since the last sync, by a process that died, are as little durable as its data.
    state.directoryDirty.set(state.newborn || !state.synced.equals(state.end));
    return new Result(state, found.report());
  }

  /** As far as it is sound, with all files as they are. */
  private static Result reopenDamaged(
      LogDirectory directory,
      LogConfig config,
      LogOptions options,
      Recovery.Found found,
      long nowMs)
      throws IOException {
    LogState state = stateOf(directory, config, options, found, nowMs);
    state.history = state.history.truncatedTo(state.end.offset());
    String message = found.damage().orElseThrow();
    state.damage =
        Optional.of(new Salvage(directory, found.checkpoint(), state.end.at()).of(message));
    return new Result(state, found.report());
  }

  private static LogState stateOf(
      LogDirectory directory,
      LogConfig config,
      LogOptions options,
      Recovery.Found found,
      long nowMs) {
    List<Segment> segments = new ArrayList<>();
    for (Checkpoint.Known known : found.segments()) {
      segments.add(
          new Segment(
              directory,
              options.openSegments(),
              known.baseOffset(),
              known.baseOrdinal(),
              withPlausibleAge(known.end(), nowMs)));
    }
    Segments all = Segments.of(segments);
    all.active().unseal();
    LogState state = new LogState(directory, options, config, all, found.checkpoint());
    state.startOffset = found.startOffset();
    state.history =
        found
            .checkpoint()
            .flatMap(Checkpoint::history)
            .orElse(LogHistory.EMPTY)
            .startingAt(found.startOffset());
    Segment syncedSegment = all.at(all.indexOfOffset(found.synced().baseOffset()));
    state.synced = new LogEnd(syncedSegment, found.synced().end());
    return state;
  }

  private static void repair(
      LogDirectory directory, LogOptions options, Recovery.Found found, Checkpoint.Known last)
      throws IOException {
    try {
      found.plan().carryOut(directory, last);
      DamageMark.clear(directory);
      UnsettledMark.complete(directory);
      if (found.checkpoint().isPresent()
          && found.startOffset() > found.checkpoint().get().startOffset()) {
        // Whoever sees this start must not see an earlier one after a crash of the machine.
        directory.storage().syncDirectory(directory.path());
      }
    } catch (IOException e) {
      FailureMark.write(directory, options.bootId(), "it could not be repaired: " + e.getMessage());
      throw e;
    }
  }

  /** Where only a record's own timestamp tells when a segment began, that may be anything. */
  private static SegmentEnd withPlausibleAge(SegmentEnd end, long nowMs) {
    return end.firstAppendMs() >= 0 && end.firstAppendMs() <= nowMs
        ? end
        : new SegmentEnd(end.position(), end.offset(), end.ordinal(), end.maxTimestampMs(), nowMs);
  }
}
