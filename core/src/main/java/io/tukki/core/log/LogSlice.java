package io.tukki.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A run of whole record batches, either a stretch of a segment file or bytes on the heap. Holds its
 * segment against deletion until it is closed. Not thread-safe.
 */
public interface LogSlice extends AutoCloseable {

  int sizeBytes();

  /** The offset behind the slice's last record, where the next read goes on. */
  long nextOffset();

  /**
   * Sends bytes on, by the operating system's zero-copy path where there is one.
   *
   * @param position where to start within the slice
   * @return how many bytes went, which may be none where the target takes none now
   */
  long transferTo(long position, int maxBytes, WritableByteChannel target) throws IOException;

  /** The whole slice in memory, read at once. */
  ByteBuffer toByteBuffer() throws IOException;

  /**
   * The bytes turned out not to be what was written. A log on this node looks again, and has itself
   * repaired where it can; bytes that came from elsewhere know of no log. Works on a closed slice
   * too; does not block.
   */
  default void suspect() {}

  @Override
  void close();
}
