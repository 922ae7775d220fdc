package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A file that is read no faster than it may be, and not written. */
final class PacedFile implements StorageFile {

  private final StorageFile file;
  private final Scrub.Pace pace;

  PacedFile(StorageFile file, Scrub.Pace pace) {
    this.file = file;
    this.pace = pace;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    pace.take(target.remaining());
    return file.read(position, target);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public long write(long position, ByteBuffer[] sources, int first, int count) {
    throw readOnly();
  }

  @Override
  public void truncate(long sizeBytes) {
    throw readOnly();
  }

  @Override
  public void force() {
    throw readOnly();
  }

  @Override
  public long transferTo(long position, long countBytes, WritableByteChannel target) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("a file that is only checked");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
