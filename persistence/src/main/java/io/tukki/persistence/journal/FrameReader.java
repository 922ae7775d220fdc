package io.tukki.persistence.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link FrameWriter} wrote, and trusts no length. */
final class FrameReader {

  private final ByteBuffer buffer;

  /** Reads from the buffer's position on and moves it. */
  FrameReader(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  byte getByte() {
    return buffer.get();
  }

  int getInt() {
    return buffer.getInt();
  }

  long getLong() {
    return buffer.getLong();
  }

  String getString() {
    return new String(getBytes(), StandardCharsets.UTF_8);
  }

  /**
   * @throws BufferUnderflowException if the frame is shorter than it says; checked before anything
   *     is allocated
   */
  byte[] getBytes() {
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  SerializedObject getObject() {
    return new SerializedObject(getInt(), getString(), getBytes());
  }
}
