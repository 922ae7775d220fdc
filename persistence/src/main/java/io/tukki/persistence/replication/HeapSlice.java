package io.tukki.persistence.replication;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Batches that are in memory already. */
record HeapSlice(ByteBuffer bytes, long nextOffset) implements LogSlice {

  @Override
  public int sizeBytes() {
    return bytes.remaining();
  }

  @Override
  public long transferTo(long position, int maxBytes, WritableByteChannel target)
      throws IOException {
    int from = Math.toIntExact(position);
    return target.write(bytes.slice(from, Math.min(maxBytes, bytes.remaining() - from)));
  }

  @Override
  public ByteBuffer toByteBuffer() {
    return bytes.duplicate();
  }

  @Override
  public void close() {}
}
