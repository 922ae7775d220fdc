package io.tukki.persistence.log;

import io.tukki.core.log.LogSlice;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds places in a log and cuts slices out of it. Any thread; takes no lock.
 *
 * <p>A reader looks at the log's end first and at its segments after that, so that everything below
 * the end is there; where a segment goes while it looks, it looks again.
 */
final class Reading {

  /**
   * Where the last slice ended, which is where a reader that follows the log goes on. Holds until
   * the tail is cut again, since other batches may lie there then.
   */
  private record Hint(Segment segment, long offset, int position, int tailCuts) {}

  private final LogState state;
  private volatile @Nullable Hint hint;

  Reading(LogState state) {
    this.state = state;
  }

  /** A look at the log that may have to be repeated. */
  @FunctionalInterface
  interface Look<T> {
    T take() throws IOException;
  }

  /** Repeats a look whose segment went away; takes the log offline where bytes make no sense. */
  <T> T look(Look<T> look) throws IOException {
    while (true) {
      state.ensureOnline();
      try {
        return look.take();
      } catch (SegmentFile.RetiredException e) {
        // The bounds have moved before the segment went: the next look sees them.
      } catch (DamageException e) {
        throw state.damaged(e);
      }
    }
  }

  Result<LogSlice> read(long offset, int maxBytes, long limitOffset) throws IOException {
    return look(
        () -> {
          int tailCuts = state.tailCuts;
          LogEnd end = state.end;
          long limit = Math.min(limitOffset, end.offset());
          long start = state.startOffset;
          if (offset < start || offset > limit) {
            return Result.refused(new Refusal.OffsetOutOfRange(offset, start, limit));
          }
          if (offset == limit) {
            return Result.ok(new EmptySlice(offset));
          }
          Segment segment = segmentOf(offset);
          return Result.ok(
              slice(
                  segment, readable(segment, end), offset, Math.max(1, maxBytes), limit, tailCuts));
        });
  }

  private Segment segmentOf(long offset) {
    Segments segments = state.segments;
    return segments.at(segments.indexOfOffset(offset));
  }

  /** How far a segment may be read: the one that is appended to may be ahead of the log's end. */
  static SegmentEnd readable(Segment segment, LogEnd end) {
    return segment == end.segment() ? end.at() : segment.end();
  }

  private LogSlice slice(
      Segment segment, SegmentEnd readable, long offset, int maxBytes, long limit, int tailCuts)
      throws IOException {
    StorageFile file = segment.acquire();
    boolean handedOver = false;
    try {
      Stretch stretch =
          new Stretch(segment, file, segment.index(state.config.indexIntervalBytes()), readable);
      Hint last = hint;
      if (last != null
          && last.segment == segment
          && last.offset == offset
          && last.tailCuts == tailCuts) {
        stretch.startAt(last.position, offset);
      } else {
        stretch.startAtBatchOf(offset);
      }
      stretch.extend(maxBytes, limit);
      if (stretch.sizeBytes() == 0) {
        return new EmptySlice(offset);
      }
      hint = new Hint(segment, stretch.nextOffset(), stretch.endPosition(), tailCuts);
      handedOver = true;
      return new SegmentSlice(
          segment, file, stretch.position(), stretch.sizeBytes(), stretch.nextOffset());
    } finally {
      if (!handedOver) {
        segment.release();
      }
    }
  }

  void forEachHeader(long fromOrdinal, HeaderVisitor visitor) throws IOException {
    HeaderWalk walk = new HeaderWalk(state, fromOrdinal, visitor);
    while (look(walk::nextSegment)) {
      // Each look shows one segment's headers.
    }
  }

  /** Reads the headers of what came after the last checkpoint. */
  void completeHistory() throws IOException {
    LogHistory known = state.history;
    long from =
        state
            .checkpoint
            .filter(checkpoint -> checkpoint.history().isPresent())
            .map(checkpoint -> checkpoint.last().end().ordinal())
            .orElse(1L);
    if (from < state.end.at().ordinal()) {
      LogHistory[] history = {known};
      forEachHeader(
          from,
          (ordinal, header) -> {
            history[0] = history[0].with(header);
            return true;
          });
      state.history = history[0];
    }
  }

  OptionalLong ordinalOf(long offset) throws IOException {
    Optional<LogPlace> place = placeOf(offset);
    return place.isPresent() ? OptionalLong.of(place.get().ordinal()) : OptionalLong.empty();
  }

  /** Mostly where the first segment starts, which needs no look into files. */
  LogPlace firstPlace() throws IOException {
    Segment first = state.segments.first();
    if (first.baseOffset() == state.startOffset) {
      return new LogPlace(first.baseOffset(), first.baseOrdinal());
    }
    LogEnd end = state.end;
    return placeOf(state.startOffset)
        .orElseGet(() -> new LogPlace(end.offset(), end.at().ordinal()));
  }

  Optional<LogPlace> placeOf(long offset) throws IOException {
    return look(
        () -> {
          LogEnd end = state.end;
          if (offset < state.startOffset || offset >= end.offset()) {
            return Optional.empty();
          }
          Segment segment = segmentOf(offset);
          OffsetIndex index = segment.index(state.config.indexIntervalBytes()).offsets();
          StorageFile file = segment.acquire();
          try {
            HeaderCursor cursor =
                segment.cursorTowards(
                    file,
                    index.floorOfOffset(offset - segment.baseOffset()),
                    readable(segment, end).position());
            return cursor.seekOffset(offset)
                ? Optional.of(new LogPlace(cursor.offset(), cursor.ordinal()))
                : Optional.empty();
          } finally {
            segment.release();
          }
        });
  }

  OptionalLong baseOffsetOf(long ordinal) throws IOException {
    long[] found = new long[1];
    boolean[] any = new boolean[1];
    forEachHeader(
        ordinal,
        (at, header) -> {
          any[0] = at == ordinal;
          found[0] = header.baseOffset();
          return false;
        });
    return any[0] ? OptionalLong.of(found[0]) : OptionalLong.empty();
  }
}
