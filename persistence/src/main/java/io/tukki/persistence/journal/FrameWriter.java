package io.tukki.persistence.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the fields that frames are made of: big-endian numbers, bytes behind their length. */
final class FrameWriter {

  private byte[] bytes;
  private int size;

  FrameWriter(int expectedBytes) {
    this.bytes = new byte[expectedBytes];
  }

  FrameWriter putByte(int value) {
    ByteBuffer.wrap(bytes, grow(Byte.BYTES), Byte.BYTES).put((byte) value);
    return this;
  }

  FrameWriter putInt(int value) {
    ByteBuffer.wrap(bytes, grow(Integer.BYTES), Integer.BYTES).putInt(value);
    return this;
  }

  FrameWriter putLong(long value) {
    ByteBuffer.wrap(bytes, grow(Long.BYTES), Long.BYTES).putLong(value);
    return this;
  }

  FrameWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  FrameWriter putBytes(byte[] value) {
    putInt(value.length);
    System.arraycopy(value, 0, bytes, grow(value.length), value.length);
    return this;
  }

  FrameWriter putObject(SerializedObject object) {
    return putInt(object.serializerId()).putString(object.manifest()).putBytes(object.bytes());
  }

  /** What was written; a view, so nothing may be written any more. */
  ByteBuffer finish() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private int grow(int by) {
    int at = size;
    size = Math.addExact(size, by);
    if (size > bytes.length) {
      bytes = java.util.Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
    return at;
  }
}
