package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An open file. Reads may come from any thread beside one writer; the writer is one thread at a
 * time.
 */
public interface StorageFile extends AutoCloseable {

  /**
   * Writes what remains in {@code count} buffers, starting with {@code sources[first]}, at a
   * position of the file, and moves the buffers' positions by what went. May write less than there
   * is, but at least one byte where there is any. Where it fails, any part may have been written.
   */
  long write(long position, ByteBuffer[] sources, int first, int count) throws IOException;

  /**
   * Reads into what remains of the buffer. May read less than fits.
   *
   * @return how many bytes; 0 at or behind the end of the file, or if the buffer is full
   */
  int read(long position, ByteBuffer target) throws IOException;

  long size() throws IOException;

  /** Cuts the file; nothing happens where it is not longer. */
  void truncate(long sizeBytes) throws IOException;

  /**
   * Makes content and length durable. A call that failed must not be repeated in the hope that the
   * next one helps: the system may have dropped the very pages that it could not write.
   */
  void force() throws IOException;

  /**
   * Sends bytes of the file on, by the operating system's zero-copy path where there is one.
   *
   * @return how many went, which may be none where the target takes none now
   */
  long transferTo(long position, long countBytes, WritableByteChannel target) throws IOException;

  @Override
  void close() throws IOException;
}
