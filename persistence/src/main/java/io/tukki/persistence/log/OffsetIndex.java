package io.tukki.persistence.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where in a segment some of its batches start: a sparse, sorted list in memory. An entry is
 * (offset - base offset, position, ordinal - base ordinal); the segment's first batch, (0, 0, 0),
 * is always known and takes no entry.
 *
 * <p>One writer; readers beside it need no lock: entries are complete before the count tells of
 * them.
 */
final class OffsetIndex {

  /** Bytes of one entry, in memory and in a file. */
  static final int ENTRY_BYTES = 12;

  /** A batch's place within its segment. */
  record Place(int relativeOffset, int position, int relativeOrdinal) {
    static final Place START = new Place(0, 0, 0);
  }

  private static final int FIELDS = 3;
  private static final int OFFSET = 0;
  private static final int POSITION = 1;
  private static final int ORDINAL = 2;
  private static final int FIRST_CAPACITY = 8;
  private static final int[] NO_ENTRIES = {};

  private volatile int[] entries = NO_ENTRIES;
  private volatile int count;

  void add(int relativeOffset, int position, int relativeOrdinal) {
    int at = count * FIELDS;
    int[] array = entries;
    if (at == array.length) {
      array = Arrays.copyOf(array, Math.max(FIRST_CAPACITY * FIELDS, array.length * 2));
    }
    array[at + OFFSET] = relativeOffset;
    array[at + POSITION] = position;
    array[at + ORDINAL] = relativeOrdinal;
    entries = array;
    count = at / FIELDS + 1;
  }

  /** The last known place whose offset is not above this one. */
  Place floorOfOffset(long relativeOffset) {
    return floor(OFFSET, relativeOffset);
  }

  /** The last known place that does not lie behind this position. */
  Place floorOfPosition(long position) {
    return floor(POSITION, position);
  }

  /** The last known place whose ordinal is not above this one. */
  Place floorOfOrdinal(long relativeOrdinal) {
    return floor(ORDINAL, relativeOrdinal);
  }

  private Place floor(int field, long value) {
    int high = count; // read before the array, which is then at least as new
    int[] array = entries;
    int low = 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (array[middle * FIELDS + field] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Place.START : placeAt(array, low - 1);
  }

  private static Place placeAt(int[] array, int entry) {
    int at = entry * FIELDS;
    return new Place(array[at + OFFSET], array[at + POSITION], array[at + ORDINAL]);
  }

  int lastPosition() {
    return count == 0 ? 0 : entries[(count - 1) * FIELDS + POSITION];
  }

  /** Forgets batches that start at this position or behind it. */
  void trimTo(int position) {
    int kept = count;
    while (kept > 0 && entries[(kept - 1) * FIELDS + POSITION] >= position) {
      kept--;
    }
    count = kept;
  }

  int count() {
    return count;
  }

  int memoryBytes() {
    return entries.length * Integer.BYTES;
  }

  void writeTo(ByteBuffer target) {
    target.asIntBuffer().put(entries, 0, count * FIELDS);
    target.position(target.position() + count * ENTRY_BYTES);
  }

  static OffsetIndex readFrom(ByteBuffer source, int count) {
    OffsetIndex index = new OffsetIndex();
    int[] array = new int[count * FIELDS];
    source.asIntBuffer().get(array);
    source.position(source.position() + count * ENTRY_BYTES);
    index.entries = array;
    index.count = count;
    return index;
  }
}
