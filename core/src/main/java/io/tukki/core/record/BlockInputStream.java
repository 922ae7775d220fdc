package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What the two formats that are sequences of small compressed blocks have in common. */
abstract class BlockInputStream extends InputStream {

  private static final byte[] NOTHING = {};

  /** The compressed bytes; the next block starts at {@link #at}. */
  protected final byte[] compressed;

  protected final int end;
  protected int at;

  private byte[] block = NOTHING;
  private int blockAt;
  private int blockEnd;
  private boolean ended;

  protected BlockInputStream(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      compressed = bytes.array();
      at = bytes.arrayOffset() + bytes.position();
      end = at + bytes.remaining();
    } else {
      compressed = new byte[bytes.remaining()];
      bytes.get(bytes.position(), compressed);
      end = compressed.length;
    }
  }

  /**
   * Decompresses the block at {@link #at} and steps over it.
   *
   * @param reusable an array that may hold the block, if it is long enough
   * @return false where there is no further block
   */
  protected abstract boolean readBlock(byte[] reusable) throws IOException;

  /** To be called by {@link #readBlock} with what it made. */
  protected final void block(byte[] bytes, int lengthBytes) {
    block = bytes;
    blockAt = 0;
    blockEnd = lengthBytes;
  }

  protected final void require(long lengthBytes, String what) throws IOException {
    if (lengthBytes < 0 || lengthBytes > end - at) {
      throw new IOException(
          "%s claims %d bytes, %d are left".formatted(what, lengthBytes, end - at));
    }
  }

  @Override
  public final int read() throws IOException {
    return hasBytes() ? block[blockAt++] & 0xff : -1;
  }

  @Override
  public final int read(byte[] into, int start, int maxBytes) throws IOException {
    if (maxBytes == 0) {
      return 0;
    }
    if (!hasBytes()) {
      return -1;
    }
    int readBytes = Math.min(maxBytes, blockEnd - blockAt);
    System.arraycopy(block, blockAt, into, start, readBytes);
    blockAt += readBytes;
    return readBytes;
  }

  private boolean hasBytes() throws IOException {
    while (blockAt == blockEnd && !ended) {
      ended = !readBlock(block);
    }
    return blockAt < blockEnd;
  }
}
