package io.tukki.core.record;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer from its position to its limit. */
final class ByteBufferInputStream extends InputStream {

  private final ByteBuffer bytes;

  ByteBufferInputStream(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int start, int maxBytes) {
    if (maxBytes == 0) {
      return 0;
    }
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int readBytes = Math.min(maxBytes, bytes.remaining());
    bytes.get(into, start, readBytes);
    return readBytes;
  }

  @Override
  public int available() {
    return bytes.remaining();
  }
}
