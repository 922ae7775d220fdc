package io.tukki.persistence.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A file's content twice: as every process sees it, and as it would be found after a crash of the
 * machine that lost everything unsynced; with the changes that lie between the two.
 */
final class SimulatedFile implements SimulatedNode {

  private static final int SECTOR_BYTES = 16;

  /** A change that was not synced. */
  private sealed interface Change {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Write(int position, byte[] bytes) implements Change {}

    record Truncate(int size) implements Change {}
  }

  private byte[] seen = new byte[64];
  private int seenSize;
  private byte[] durable = new byte[0];
  private final List<Change> unsynced = new ArrayList<>();

  int size() {
    return seenSize;
  }

  int read(int position, byte[] target, int offset, int length) {
    int count = Math.max(0, Math.min(length, seenSize - position));
    System.arraycopy(seen, Math.min(position, seenSize), target, offset, count);
    return count;
  }

  void write(int position, byte[] bytes) {
    unsynced.add(new Change.Write(position, bytes));
    int end = position + bytes.length;
    if (end > seen.length) {
      seen = Arrays.copyOf(seen, Math.max(end, seen.length * 2));
    }
    System.arraycopy(bytes, 0, seen, position, bytes.length);
    seenSize = Math.max(seenSize, end);
  }

  void truncate(int size) {
    if (size < seenSize) {
      unsynced.add(new Change.Truncate(size));
      Arrays.fill(seen, size, seenSize, (byte) 0);
      seenSize = size;
    }
  }

  void sync() {
    // Only what is still to be written: what an earlier sync failed to write it does not know of.
    for (Change change : unsynced) {
      durable = apply(durable, change, Integer.MAX_VALUE);
    }
    unsynced.clear();
  }

  /** A failed sync: what was to be written is dropped, and no later sync knows of it. */
  void loseUnsynced() {
    unsynced.clear();
  }

  boolean hasUnsynced() {
    return !unsynced.isEmpty();
  }

  void flipBit(int bit) {
    seen[bit / 8] ^= (byte) (1 << (bit % 8));
    if (bit / 8 < durable.length) {
      durable[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  byte[] content() {
    return Arrays.copyOf(seen, seenSize);
  }

  /** After this, what is seen is what the machine's crash left. */
  void crash(SimulatedStorage.Loss loss, Random random) {
    byte[] left =
        switch (loss) {
          case ALL_UNSYNCED -> durable;
          case ORDERED -> ordered(random);
          case SCATTERED -> scattered(random);
        };
    seen = Arrays.copyOf(left, Math.max(64, left.length));
    seenSize = left.length;
    durable = left;
    unsynced.clear();
  }

  /** Some changes from the first on, the last of them perhaps in part. */
  private byte[] ordered(Random random) {
    byte[] left = durable;
    int kept = random.nextInt(unsynced.size() + 1);
    for (Change change : unsynced.subList(0, kept)) {
      left = apply(left, change, Integer.MAX_VALUE);
    }
    if (kept < unsynced.size() && unsynced.get(kept) instanceof Change.Write write) {
      left = apply(left, write, random.nextInt(write.bytes.length + 1));
    }
    return left;
  }

  /** Each sector of each change by chance. */
  private byte[] scattered(Random random) {
    byte[] left = durable;
    for (Change change : unsynced) {
      switch (change) {
        case Change.Truncate truncate -> {
          if (random.nextBoolean()) {
            left = apply(left, truncate, Integer.MAX_VALUE);
          }
        }
        case Change.Write(int position, byte[] bytes) -> {
          for (int at = 0; at < bytes.length; at += SECTOR_BYTES) {
            if (random.nextInt(4) != 0) {
              byte[] sector =
                  Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + SECTOR_BYTES));
              left = apply(left, new Change.Write(position + at, sector), Integer.MAX_VALUE);
            }
          }
        }
      }
    }
    return left;
  }

  private static byte[] apply(byte[] before, Change change, int maxBytes) {
    return switch (change) {
      case Change.Truncate(int size) -> size < before.length ? Arrays.copyOf(before, size) : before;
      case Change.Write(int position, byte[] bytes) -> {
        int length = Math.min(maxBytes, bytes.length);
        if (length == 0) {
          yield before;
        }
        byte[] after = Arrays.copyOf(before, Math.max(before.length, position + length));
        System.arraycopy(bytes, 0, after, position, length);
        yield after;
      }
    };
  }
}
