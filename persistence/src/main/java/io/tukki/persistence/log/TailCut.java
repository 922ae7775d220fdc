package io.tukki.persistence.log;

import java.io.IOException;

/** Finds where a segment must be cut, and what then is true of the rest. */
final class TailCut {

  private TailCut() {}

  /** The end before the batch that contains the offset. */
  static SegmentEnd find(Segment segment, long offset, int indexIntervalBytes) throws IOException {
    SegmentIndex index = segment.index(indexIntervalBytes);
    SegmentEnd now = segment.end();
    StorageFile file = segment.acquire();
    try {
      HeaderCursor cursor =
          segment.cursorTowards(
              file, index.offsets().floorOfOffset(segment.relative(offset)), now.position());
      // Never a step further than must be: what is cut may be damaged.
      while (cursor.nextOffset() < offset && cursor.next()) {
        // Steps on.
      }
      boolean before = cursor.nextOffset() <= offset;
      int position = before ? cursor.endPosition() : cursor.position();
      return new SegmentEnd(
          position,
          before ? cursor.nextOffset() : cursor.offset(),
          before ? cursor.nextOrdinal() : cursor.ordinal(),
          maxTimestampMs(segment, file, position),
          now.firstAppendMs());
    } finally {
      segment.release();
    }
  }

  /** From the start: cuts are rare, and the indexes only tell of what may go. */
  private static long maxTimestampMs(Segment segment, StorageFile file, int position)
      throws IOException {
    HeaderCursor cursor = segment.cursorTowards(file, OffsetIndex.Place.START, position);
    long max = SegmentEnd.NO_TIMESTAMP;
    while (cursor.next()) {
      max = Math.max(max, cursor.maxTimestampMs());
    }
    return max;
  }
}
