package io.tukki.persistence.log;

import java.io.IOException;

/** Reads what was written long ago, to learn of decay before somebody needs the bytes. */
final class Scrub {

  private Scrub() {}

  /** Checks every batch of the segment that holds the offset, up to the log's end. */
  static ScrubResult segmentOf(LogState state, long offset) throws IOException {
    LogEnd end = state.end;
    Segments segments = state.segments;
    Segment segment = segments.at(segments.indexOfOffset(offset));
    SegmentEnd readable = Reading.readable(segment, end);
    StorageFile file = segment.acquire();
    try {
      BatchScan.Result result =
          new BatchScan(file, 0, readable.position())
              .from(SegmentEnd.empty(segment.baseOffset(), segment.baseOrdinal()));
      return new ScrubResult(
          Math.max(readable.offset(), offset),
          result.end().position(),
          result
              .badness()
              .map(
                  what ->
                      "%s is damaged at %d: %s"
                          .formatted(segment.name(), result.end().position(), what)));
    } finally {
      segment.release();
    }
  }
}
