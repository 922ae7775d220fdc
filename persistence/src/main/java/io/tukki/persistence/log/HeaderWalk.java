package io.tukki.persistence.log;

import java.io.IOException;

/** Shows a visitor the headers of a log, a segment at a time. */
final class HeaderWalk {

  private final LogState state;
  private final HeaderVisitor visitor;
  private long nextOrdinal;

  HeaderWalk(LogState state, long fromOrdinal, HeaderVisitor visitor) {
    this.state = state;
    this.visitor = visitor;
    this.nextOrdinal = fromOrdinal;
  }

  /**
   * @return whether there may be more
   */
  boolean nextSegment() throws IOException {
    LogEnd end = state.end;
    long startOffset = state.startOffset;
    if (nextOrdinal >= end.at().ordinal()) {
      return false;
    }
    Segments segments = state.segments;
    Segment segment = segments.at(segments.indexOfOrdinal(nextOrdinal));
    OffsetIndex index = segment.index(state.config.indexIntervalBytes()).offsets();
    StorageFile file = segment.acquire();
    try {
      HeaderCursor cursor =
          segment.cursorTowards(
              file,
              index.floorOfOrdinal(nextOrdinal - segment.baseOrdinal()),
              Reading.readable(segment, end).position());
      while (cursor.next()) {
        if (cursor.ordinal() >= nextOrdinal && cursor.nextOffset() > startOffset) {
          nextOrdinal = cursor.ordinal() + 1;
          if (!visitor.visit(cursor.ordinal(), cursor.header())) {
            return false;
          }
        }
      }
      nextOrdinal = Math.max(nextOrdinal, Reading.readable(segment, end).ordinal());
      return true;
    } finally {
      segment.release();
    }
  }
}
