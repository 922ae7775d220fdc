package io.tukki.persistence.log;

import io.tukki.core.log.LogConfig;
import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The log's writer: appends batches and starts new segments. One thread at a time. */
final class Appending {

  private final LogState state;

  /** Up to where the active segment's index file says that the segment is whole. */
  private int indexSavedAt;

  Appending(LogState state) {
    this.state = state;
    this.indexSavedAt = state.end.at().position();
  }

  void append(List<RecordBatch> batches, long nowMs) throws IOException {
    state.ensureWhole();
    if (batches.isEmpty()) {
      return;
    }
    LogEnd before = state.end;
    checkPlaces(batches, before.offset());
    try {
      if (isDue(before.at(), nowMs)) {
        roll();
      }
      writeAll(batches, nowMs);
    } catch (IOException e) {
      takeBack(before, e);
      throw e;
    }
    state.history = state.history.with(batches);
    state.end = LogEnd.of(state.segments.active());
    saveIndexIfDue();
  }

  private static void checkPlaces(List<RecordBatch> batches, long endOffset) {
    long expected = endOffset;
    for (int i = 0; i < batches.size(); i++) {
      RecordBatch batch = batches.get(i);
      if (batch.baseOffset() != expected || batch.lastOffsetDelta() < 0) {
        throw new IllegalArgumentException(
            "a batch with offsets %d to %d cannot stand where offset %d must follow"
                .formatted(batch.baseOffset(), batch.lastOffset(), expected));
      }
      expected = batch.nextOffset();
    }
  }

  private void writeAll(List<RecordBatch> batches, long nowMs) throws IOException {
    int next = 0;
    while (next < batches.size()) {
      Segment active = state.segments.active();
      int count = fitting(active, batches, next);
      if (count == 0) {
        roll();
      } else {
        write(active, batches, next, count, nowMs);
        next += count;
      }
    }
  }

  /** How many more batches the segment takes; an empty one takes at least one, however large. */
  private int fitting(Segment active, List<RecordBatch> batches, int next) {
    long position = active.end().position();
    int count = 0;
    for (int i = next; i < batches.size(); i++) {
      RecordBatch batch = batches.get(i);
      position += batch.sizeBytes();
      boolean fits =
          position <= state.config.segmentBytes()
              && batch.nextOffset() - active.baseOffset() <= Integer.MAX_VALUE;
      boolean mustTake = i == next && active.end().isEmpty();
      if (!fits && !mustTake) {
        return count;
      }
      count++;
    }
    return count;
  }

  private void write(Segment active, List<RecordBatch> batches, int first, int count, long nowMs)
      throws IOException {
    int intervalBytes = state.config.indexIntervalBytes();
    // Before the write: where this fails, nothing has happened yet.
    SegmentIndex index = active.index(intervalBytes);
    SegmentEnd end = active.end();
    ByteBuffer[] sources = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      sources[i] = batches.get(first + i).bytes();
    }
    active.write(end.position(), sources, count);
    int position = end.position();
    long maxTimestampMs = end.maxTimestampMs();
    for (int i = 0; i < count; i++) {
      RecordBatch batch = batches.get(first + i);
      index.consider(
          active.relative(batch.baseOffset()),
          position,
          (int) (end.ordinal() + i - active.baseOrdinal()),
          maxTimestampMs,
          intervalBytes);
      position += batch.sizeBytes();
      maxTimestampMs = Math.max(maxTimestampMs, batch.maxTimestampMs());
    }
    active.advanceTo(
        new SegmentEnd(
            position,
            batches.get(first + count - 1).nextOffset(),
            end.ordinal() + count,
            maxTimestampMs,
            end.isEmpty() ? nowMs : end.firstAppendMs()));
  }

  /**
   * Brings the log back to where it was before a failed append, durably: what was refused must not
   * come back after a crash. Where that fails too, the log is offline.
   */
  private void takeBack(LogEnd before, IOException why) {
    state.filesLock.lock();
    try {
      boolean rolled = state.segments.active() != before.segment();
      if (rolled
          || before.segment().end().position() > before.at().position()
          || before.segment().hasBytesBehindEnd()) {
        cutBackTo(before);
      }
    } catch (IOException e) {
      why.addSuppressed(e);
      state.failForThisBoot("an append failed and could not be taken back", why);
    } finally {
      state.filesLock.unlock();
    }
  }

  private void cutBackTo(LogEnd before) throws IOException {
    while (state.segments.active() != before.segment()) {
      Segment newest = state.segments.active();
      state.segments = state.segments.withoutLast();
      newest.cutAway();
    }
    before.segment().unseal();
    before.segment().cutTo(before.at(), state.config.indexIntervalBytes());
    tailWasCut();
  }

  // ---- segments ----

  private boolean isDue(SegmentEnd active, long nowMs) {
    return !active.isEmpty() && nowMs - active.firstAppendMs() >= state.config.segmentMs();
  }

  boolean rollIfDue(long nowMs) throws IOException {
    state.ensureWhole();
    if (!isDue(state.end.at(), nowMs)) {
      return false;
    }
    rollNow();
    return true;
  }

  /** Starts a new segment between two appends. */
  void rollNow() throws IOException {
    roll();
    state.end = LogEnd.of(state.segments.active());
  }

  private void roll() throws IOException {
    Segment full = state.segments.active();
    SegmentEnd end = full.end();
    Segment fresh =
        Segment.create(state.directory, state.options.openSegments(), end.offset(), end.ordinal());
    // Before anyone can see the segment and count it as synced.
    state.directoryDirty.set(true);
    saveIndex(full);
    full.seal();
    state.segments = state.segments.plus(fresh);
    indexSavedAt = 0;
  }

  /** The active segment's index file was deleted with the tail it covered. */
  void tailWasCut() {
    indexSavedAt = 0;
  }

  private void saveIndexIfDue() {
    int position = state.end.at().position();
    if (position - indexSavedAt >= state.options.checkpointBytes()) {
      saveIndex(state.end.segment());
      // Also where it failed, so that a full device is not tried at each append.
      indexSavedAt = position;
    }
  }

  /** Before the log is closed: what a walk over the headers would find out again. */
  void saveIndexIfNew() {
    SegmentEnd end = state.end.at();
    if (end.position() > indexSavedAt) {
      saveIndex(state.end.segment());
      indexSavedAt = end.position();
    }
  }

  private void saveIndex(Segment segment) {
    LogConfig config = state.config;
    try {
      segment.saveIndex(state.options.bootId(), config.indexIntervalBytes());
    } catch (IOException e) {
      // The index can be made again from the segment; the log itself is as good as before.
    }
  }
}
