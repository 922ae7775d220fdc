package io.tukki.persistence.replication;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A slice whose reader can say that it is damaged, so that the log looks again. */
record WatchedSlice(LogSlice slice, Runnable suspected) implements LogSlice {

  @Override
  public int sizeBytes() {
    return slice.sizeBytes();
  }

  @Override
  public long nextOffset() {
    return slice.nextOffset();
  }

  @Override
  public long transferTo(long position, int maxBytes, WritableByteChannel target)
      throws IOException {
    return slice.transferTo(position, maxBytes, target);
  }

  @Override
  public ByteBuffer toByteBuffer() throws IOException {
    return slice.toByteBuffer();
  }

  @Override
  public void suspect() {
    suspected.run();
  }

  @Override
  public void close() {
    slice.close();
  }
}
