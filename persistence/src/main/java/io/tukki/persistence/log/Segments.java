package io.tukki.persistence.log;

import java.util.Arrays;
import java.util.List;

/**
 * A log's segments in order, never none; the last is the one that is written to. A value: the log
 * puts another in its place when one comes or goes, so that a reader sees one state throughout.
 */
final class Segments {

  private final Segment[] all;
  private final long sealedBytes;

  private Segments(Segment[] all) {
    this.all = all;
    long bytes = 0;
    for (int i = 0; i < all.length - 1; i++) {
      bytes += all[i].end().position();
    }
    this.sealedBytes = bytes;
  }

  static Segments of(List<Segment> segments) {
    return new Segments(segments.toArray(Segment[]::new));
  }

  Segment first() {
    return all[0];
  }

  Segment active() {
    return all[all.length - 1];
  }

  int count() {
    return all.length;
  }

  Segment at(int index) {
    return all[index];
  }

  List<Segment> asList() {
    return List.of(all);
  }

  long sizeBytes() {
    return sealedBytes + active().end().position();
  }

  /** The last segment that starts at or before the offset, or the first of all. */
  int indexOfOffset(long offset) {
    int low = 1;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all[middle].baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The last segment that starts at or before the ordinal, or the first of all. */
  int indexOfOrdinal(long ordinal) {
    int low = 1;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all[middle].baseOrdinal() <= ordinal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  Segments plus(Segment segment) {
    Segment[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = segment;
    return new Segments(more);
  }

  Segments withoutFirst(int count) {
    return new Segments(Arrays.copyOfRange(all, count, all.length));
  }

  Segments withoutLast() {
    return new Segments(Arrays.copyOf(all, all.length - 1));
  }
}
