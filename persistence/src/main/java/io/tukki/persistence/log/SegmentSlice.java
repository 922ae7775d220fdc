package io.tukki.persistence.log;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A stretch of a segment's file. Holds a lease, so that the bytes stay readable when the segment is
 * deleted or its log closed meanwhile.
 */
final class SegmentSlice implements LogSlice {

  private final Segment segment;
  private final StorageFile file;
  private final int position;
  private final int sizeBytes;
  private final long nextOffset;
  private boolean closed;

  /** Takes over the lease under which {@code file} was given. */
  SegmentSlice(Segment segment, StorageFile file, int position, int sizeBytes, long nextOffset) {
    this.segment = segment;
    this.file = file;
    this.position = position;
    this.sizeBytes = sizeBytes;
    this.nextOffset = nextOffset;
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public long transferTo(long from, int maxBytes, WritableByteChannel target) throws IOException {
    ensureOpen();
    if (from < 0 || from > sizeBytes) {
      throw new IndexOutOfBoundsException(
          "position %d of a slice of %d bytes".formatted(from, sizeBytes));
    }
    return file.transferTo(position + from, Math.min(maxBytes, sizeBytes - from), target);
  }

  @Override
  public ByteBuffer toByteBuffer() throws IOException {
    ensureOpen();
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
    SmallFile.readFully(file, position, bytes);
    return bytes.flip();
  }

  private void ensureOpen() {
    if (closed) {
      throw new IllegalStateException("the slice is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      segment.release();
    }
  }
}
