package io.tukki.persistence.transport;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** Bytes that make themselves when they are read, and count whether they were, and were closed. */
final class BytesSlice implements LogSlice {

  private final int sizeBytes;
  private final byte fill;
  private final Counts counts;
  private boolean closed;

  /** Over all slices of a test. */
  static final class Counts {
    final AtomicInteger read = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile boolean failing;
  }

  BytesSlice(int sizeBytes, int fill, Counts counts) {
    this.sizeBytes = sizeBytes;
    this.fill = (byte) fill;
    this.counts = counts;
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long nextOffset() {
    return 0;
  }

  @Override
  public long transferTo(long position, int maxBytes, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteBuffer toByteBuffer() throws IOException {
    if (counts.failing) {
      throw new IOException("the disk fails, as the test wants it");
    }
    counts.read.incrementAndGet();
    return bytes(sizeBytes, fill);
  }

  static ByteBuffer bytes(int sizeBytes, int fill) {
    byte[] bytes = new byte[sizeBytes];
    java.util.Arrays.fill(bytes, (byte) fill);
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException("it was closed before");
    }
    closed = true;
    counts.closed.incrementAndGet();
  }
}
