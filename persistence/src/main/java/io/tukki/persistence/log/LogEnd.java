package io.tukki.persistence.log;

/** A place at which a log ends, or up to which it is synced: a segment, and how much of it. */
record LogEnd(Segment segment, SegmentEnd at) {

  static LogEnd of(Segment segment) {
    return new LogEnd(segment, segment.end());
  }

  long offset() {
    return at.offset();
  }
}
