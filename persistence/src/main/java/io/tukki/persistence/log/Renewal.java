package io.tukki.persistence.log;

import java.io.IOException;
import java.util.List;

/** Lets a log begin anew behind its end, as if all before had been written and deleted. */
final class Renewal {

  private final LogState state;
  private final Flushing flushing;
  private final Appending appending;
  private final Trimming trimming;

  Renewal(LogState state, Flushing flushing, Appending appending, Trimming trimming) {
    this.state = state;
    this.flushing = flushing;
    this.appending = appending;
    this.trimming = trimming;
  }

  /**
   * The checkpoint decides: before it is written a crash leaves the old log, with an empty segment
   * behind a gap that recovery removes; after it the new one, with old segments in front.
   */
  void beginAt(LogPlace start, LogHistory before) throws IOException {
    state.ensureOnline();
    trimming.truncateTo(Math.max(start.offset(), state.startOffset));
    state.filesLock.lock();
    try {
      List<Segment> old =
          state.segments.asList().stream()
              .filter(segment -> segment.baseOffset() != start.offset())
              .toList();
      Segment first = firstAt(start);
      first.force();
      state.directory.storage().syncDirectory(state.directory.path());
      publish(first, before);
      flushing.writeCheckpoint(start.offset());
      for (Segment segment : old) {
        segment.delete();
      }
    } catch (IOException e) {
      state.failForThisBoot("it could not be begun anew", e);
      throw e;
    } finally {
      state.filesLock.unlock();
    }
  }

  private Segment firstAt(LogPlace start) throws IOException {
    Segment active = state.segments.active();
    if (active.baseOffset() == start.offset()) {
      if (active.baseOrdinal() == start.ordinal()) {
        return active;
      }
      // It is empty, and its name is needed.
      active.cutAway();
    }
    return Segment.create(
        state.directory, state.options.openSegments(), start.offset(), start.ordinal());
  }

  private void publish(Segment first, LogHistory before) {
    state.history = before;
    state.segments = Segments.of(List.of(first));
    int tailCuts = state.tailCuts + 1;
    state.tailCuts = tailCuts;
    state.end = LogEnd.of(first);
    state.startOffset = first.baseOffset();
    state.synced = state.end;
    appending.tailWasCut();
  }
}
