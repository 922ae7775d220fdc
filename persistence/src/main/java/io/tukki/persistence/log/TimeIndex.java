package io.tukki.persistence.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Up to where in a segment records are how old: a sparse, sorted list in memory. An entry
 * (timestamp, offset - base offset) says that no record below the offset is later than the
 * timestamp.
 *
 * <p>One writer; readers beside it need no lock. Where time stands still the last entry's offset is
 * moved in place: a reader sees the one or the other, and both are true.
 */
final class TimeIndex {

  /** Bytes of one entry, in memory and in a file. */
  static final int ENTRY_BYTES = 12;

  private static final int FIRST_CAPACITY = 8;

  /** Both arrays, so that a reader always gets two that belong together. */
  private static final class Entries {
    static final Entries NONE = new Entries(new long[0], new int[0]);

    private final long[] timestampsMs;
    private final int[] relativeOffsets;

    Entries(long[] timestampsMs, int[] relativeOffsets) {
      this.timestampsMs = timestampsMs;
      this.relativeOffsets = relativeOffsets;
    }

    Entries grown() {
      int capacity = Math.max(FIRST_CAPACITY, timestampsMs.length * 2);
      return new Entries(
          Arrays.copyOf(timestampsMs, capacity), Arrays.copyOf(relativeOffsets, capacity));
    }
  }

  private volatile Entries entries = Entries.NONE;
  private volatile int count;

  /** Notes that no record below the offset is later than this; the timestamps never fall. */
  void add(long timestampMs, int relativeOffset) {
    Entries now = entries;
    int at = count;
    if (at > 0 && now.timestampsMs[at - 1] == timestampMs) {
      now.relativeOffsets[at - 1] = relativeOffset;
      return;
    }
    if (at == now.timestampsMs.length) {
      now = now.grown();
    }
    now.timestampsMs[at] = timestampMs;
    now.relativeOffsets[at] = relativeOffset;
    entries = now;
    count = at + 1;
  }

  /** An offset, as high as known, below which every record is earlier than this. */
  int offsetBefore(long timestampMs) {
    int high = count; // read before the arrays, which are then at least as new
    Entries now = entries;
    int low = 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (now.timestampsMs[middle] < timestampMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : now.relativeOffsets[low - 1];
  }

  /** Forgets what is said of records at this offset and above. */
  void trimTo(int relativeOffset) {
    int kept = count;
    while (kept > 0 && entries.relativeOffsets[kept - 1] > relativeOffset) {
      kept--;
    }
    count = kept;
  }

  int count() {
    return count;
  }

  int memoryBytes() {
    return entries.timestampsMs.length * ENTRY_BYTES;
  }

  void writeTo(ByteBuffer target) {
    Entries now = entries;
    for (int i = 0; i < count; i++) {
      target.putLong(now.timestampsMs[i]).putInt(now.relativeOffsets[i]);
    }
  }

  static TimeIndex readFrom(ByteBuffer source, int count) {
    Entries read = new Entries(new long[count], new int[count]);
    for (int i = 0; i < count; i++) {
      read.timestampsMs[i] = source.getLong();
      read.relativeOffsets[i] = source.getInt();
    }
    TimeIndex index = new TimeIndex();
    index.entries = read;
    index.count = count;
    return index;
  }
}
