package io.tukki.core.record;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array that batches are written into. Not thread-safe. */
final class ByteSink extends OutputStream {

  private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  private byte[] array;
  private int sizeBytes;

  ByteSink(int capacityBytes) {
    array = new byte[capacityBytes];
  }

  byte[] array() {
    return array;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  void resize(int newSizeBytes) {
    ensureRoom(Math.max(0, newSizeBytes - sizeBytes));
    sizeBytes = newSizeBytes;
  }

  /**
   * Makes room for so many more bytes, to be written straight into {@link #array()}.
   *
   * @throws IllegalArgumentException if an array cannot be so long
   */
  void ensureRoom(int moreBytes) {
    long neededBytes = (long) sizeBytes + moreBytes;
    if (neededBytes <= array.length) {
      return;
    }
    if (neededBytes > MAX_ARRAY_BYTES) {
      throw new IllegalArgumentException(
          "a batch of %d bytes is more than the format can hold".formatted(neededBytes));
    }
    long grownBytes = Math.min(MAX_ARRAY_BYTES, Math.max(neededBytes, 2L * array.length));
    array = Arrays.copyOf(array, (int) grownBytes);
  }

  @Override
  public void write(int oneByte) {
    ensureRoom(1);
    array[sizeBytes++] = (byte) oneByte;
  }

  @Override
  public void write(byte[] from, int start, int lengthBytes) {
    ensureRoom(lengthBytes);
    System.arraycopy(from, start, array, sizeBytes, lengthBytes);
    sizeBytes += lengthBytes;
  }

  /** The bytes from position to limit; the position is left alone. */
  void write(ByteBuffer from) {
    int lengthBytes = from.remaining();
    ensureRoom(lengthBytes);
    from.get(from.position(), array, sizeBytes, lengthBytes);
    sizeBytes += lengthBytes;
  }

  void writeIntBigEndian(int value) {
    ensureRoom(4);
    array[sizeBytes++] = (byte) (value >>> 24);
    array[sizeBytes++] = (byte) (value >>> 16);
    array[sizeBytes++] = (byte) (value >>> 8);
    array[sizeBytes++] = (byte) value;
  }

  void writeIntLittleEndian(int value) {
    writeIntBigEndian(Integer.reverseBytes(value));
  }

  void writeVarint(long value) {
    ensureRoom(10);
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      array[sizeBytes++] = (byte) (zigzag | 0x80);
      zigzag >>>= 7;
    }
    array[sizeBytes++] = (byte) zigzag;
  }

  /** Text in UTF-8; plain ASCII, which header keys nearly always are, without garbage. */
  void writeUtf8(String text) {
    if (isAscii(text)) {
      ensureRoom(text.length());
      for (int i = 0; i < text.length(); i++) {
        array[sizeBytes++] = (byte) text.charAt(i);
      }
    } else {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      write(encoded, 0, encoded.length);
    }
  }

  static int utf8SizeOf(String text) {
    return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
