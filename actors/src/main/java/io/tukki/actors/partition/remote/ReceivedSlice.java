package io.tukki.actors.partition.remote;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Batches that came from another node: bytes on the heap, with nothing to hold and to let go. */
record ReceivedSlice(ByteBuffer bytes, long nextOffset) implements LogSlice {

  @Override
  public int sizeBytes() {
    return bytes.remaining();
  }

  @Override
  public long transferTo(long position, int maxBytes, WritableByteChannel target)
      throws IOException {
    int from = Math.toIntExact(position);
    int size = Math.min(maxBytes, bytes.remaining() - from);
    return target.write(bytes.slice(bytes.position() + from, size));
  }

  @Override
  public ByteBuffer toByteBuffer() {
    return bytes.duplicate();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
