package io.tukki.core.record;

import java.nio.ByteBuffer;

/**
 * Zigzag varints as the record format writes its lengths and deltas: small magnitudes, of either
 * sign, take few bytes.
 */
final class Varint {

  static final int MAX_INT_BYTES = 5;

  private Varint() {}

  static int sizeOf(int value) {
    return sizeOf((long) value);
  }

  static int sizeOf(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    int significantBits = 64 - Long.numberOfLeadingZeros(zigzag | 1);
    return (significantBits + 6) / 7;
  }

  /**
   * Reads at the buffer's position.
   *
   * @throws InvalidBatchException if it does not end within the bytes that an int can take
   * @throws java.nio.BufferUnderflowException if the buffer ends first
   */
  static int readInt(ByteBuffer from) {
    int first = from.get();
    if (first >= 0) {
      return (first >>> 1) ^ -(first & 1);
    }
    int zigzag = first & 0x7f;
    for (int shift = 7; shift < 35; shift += 7) {
      int next = from.get();
      zigzag |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new InvalidBatchException("a varint is longer than an int can be");
  }

  /** As {@link #readInt}, for a long. */
  static long readLong(ByteBuffer from) {
    long zigzag = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      long next = from.get();
      zigzag |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new InvalidBatchException("a varint is longer than a long can be");
  }
}
