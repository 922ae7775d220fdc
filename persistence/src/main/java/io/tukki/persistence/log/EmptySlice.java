package io.tukki.persistence.log;

import io.tukki.core.log.LogSlice;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** What is read where there is nothing yet. */
record EmptySlice(long nextOffset) implements LogSlice {

  @Override
  public int sizeBytes() {
    return 0;
  }

  @Override
  public long transferTo(long position, int maxBytes, WritableByteChannel target) {
    return 0;
  }

  @Override
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.allocate(0);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
