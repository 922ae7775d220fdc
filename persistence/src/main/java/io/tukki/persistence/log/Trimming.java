package io.tukki.persistence.log;

import java.io.IOException;

/** Takes away from either end of a log, durably. Called by the writer. */
final class Trimming {

  private final LogState state;
  private final Flushing flushing;
  private final Appending appending;
  private final Mending mending;

  Trimming(LogState state, Flushing flushing, Appending appending) {
    this.state = state;
    this.flushing = flushing;
    this.appending = appending;
    this.mending = new Mending(state, flushing, appending);
  }

  // ---- the front ----

  long enforceRetention(long nowMs) throws IOException {
    return deleteBefore(expiredUpTo(nowMs).offset());
  }

  /** Rolls the active segment where it is due or expired; deletes nothing. */
  LogPlace expiredUpTo(long nowMs) throws IOException {
    state.ensureWhole();
    if (Retention.isActiveExpired(state.end.at(), state.config, nowMs)) {
      appending.rollNow();
    } else {
      appending.rollIfDue(nowMs);
    }
    Segment first = state.segments.at(Retention.countExpired(state.segments, state.config, nowMs));
    return new LogPlace(first.baseOffset(), first.baseOrdinal());
  }

  long deleteBefore(long offset) throws IOException {
    state.ensureWhole();
    if (offset > state.end.offset()) {
      throw new IllegalArgumentException(
          "the log ends at %d, nothing can be deleted up to %d"
              .formatted(state.end.offset(), offset));
    }
    if (offset <= state.startOffset) {
      return state.startOffset;
    }
    // A start offset must never lie behind the end that a crash of the machine would leave, nor the
    // recovery point in a segment that goes.
    flushing.flush();
    state.filesLock.lock();
    try {
      noteStart(offset);
      state.startOffset = offset;
      state.history = state.history.startingAt(offset);
      UnsettledMark.clear(state.directory);
      deleteSegmentsBelow(offset);
      return offset;
    } catch (StorageFullException e) {
      UnsettledMark.clear(state.directory);
      throw e;
    } finally {
      state.filesLock.unlock();
    }
  }

  /**
   * Makes the start offset durable. On a full device segments from the front make room for that:
   * the log then starts later all the same, because they are gone.
   */
  private void noteStart(long offset) throws IOException {
    while (true) {
      try {
        UnsettledMark.set(state.directory);
        flushing.writeCheckpoint(offset);
        return;
      } catch (StorageFullException e) {
        if (!deleteFirstToMakeRoom(offset)) {
          throw e;
        }
      }
    }
  }

  private boolean deleteFirstToMakeRoom(long offset) throws IOException {
    Segments segments = state.segments;
    boolean possible =
        segments.count() > 1
            && segments.at(1).baseOffset() <= offset
            && state.checkpoint.filter(c -> c.knows(segments.at(1).baseOffset())).isPresent();
    if (possible) {
      state.startOffset = Math.max(state.startOffset, segments.at(1).baseOffset());
      state.segments = segments.withoutFirst(1);
      try {
        segments.first().delete();
        state.directory.storage().syncDirectory(state.directory.path());
      } catch (IOException e) {
        state.failForThisBoot("its front could not be deleted", e);
        throw e;
      }
    }
    return possible;
  }

  private void deleteSegmentsBelow(long startOffset) throws IOException {
    Segments before = state.segments;
    int count = before.indexOfOffset(startOffset);
    state.segments = before.withoutFirst(count);
    for (int i = 0; i < count; i++) {
      before.at(i).delete();
    }
  }

  // ---- the tail ----

  /** Of a damaged log, what is damaged goes whatever the offset; it is kept aside. */
  long truncateTo(long offset) throws IOException {
    state.ensureOnline();
    mend();
    if (offset >= state.end.offset()) {
      return state.end.offset();
    }
    if (offset < state.startOffset) {
      throw new IllegalArgumentException(
          "the log starts at %d and cannot end at %d".formatted(state.startOffset, offset));
    }
    state.filesLock.lock();
    try {
      Segment last = state.segments.at(state.segments.indexOfOffset(offset));
      SegmentEnd cut = findCut(last, offset);
      cutTo(last, cut);
      return cut.offset();
    } catch (StorageFullException e) {
      throw e;
    } catch (IOException e) {
      // Part of the tail may be gone: nobody can say any more where this log ends.
      state.failForThisBoot("it could not be truncated", e);
      throw e;
    } finally {
      state.filesLock.unlock();
    }
  }

  private void mend() throws IOException {
    state.filesLock.lock();
    try {
      mending.mend();
    } finally {
      state.filesLock.unlock();
    }
  }

  /** Nothing has been cut yet, so that damage on the way is like damage that a reader finds. */
  private SegmentEnd findCut(Segment last, long offset) throws IOException {
    try {
      return TailCut.find(last, offset, state.config.indexIntervalBytes());
    } catch (DamageException e) {
      throw state.damaged(e);
    }
  }

  private void cutTo(Segment last, SegmentEnd cut) throws IOException {
    LogEnd end = new LogEnd(last, cut);
    lowerSynced(end);
    state.startOffset = Math.min(state.startOffset, cut.offset());
    state.end = end;
    state.history = state.history.truncatedTo(cut.offset());
    int tailCuts = state.tailCuts + 1;
    state.tailCuts = tailCuts;
    while (state.segments.active() != last) {
      Segment newest = state.segments.active();
      state.segments = state.segments.withoutLast();
      // One at a time from the end, or a crash could leave a log with a hole.
      newest.cutAway();
    }
    last.unseal();
    last.cutTo(cut, state.config.indexIntervalBytes());
    appending.tailWasCut();
  }

  /** First of all, or a crash would leave a checkpoint that misses what was cut. */
  private void lowerSynced(LogEnd end) throws IOException {
    LogEnd before = state.synced;
    if (before.offset() <= end.offset()) {
      return;
    }
    state.synced = end;
    try {
      flushing.writeCheckpoint(Math.min(state.startOffset, end.offset()));
    } catch (StorageFullException e) {
      state.synced = before;
      throw e;
    }
  }
}
