package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Snappy blocks in the framing of snappy-java (xerial), which the Java clients read and write: 16
 * bytes of header, then blocks, each behind its length as a big-endian int. Without that header the
 * bytes are one bare Snappy block, as librdkafka writes them.
 *
 * <p>The framing is written and read here rather than by the library's streams, because those
 * allocate whatever a block's length claims.
 */
final class SnappyCodec implements Codec {

  static final SnappyCodec INSTANCE = new SnappyCodec();

  /** 0x82 SNAPPY 0, then version 1, readable from version 1 on. */
  private static final byte[] FRAME_HEADER = {
    (byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1
  };

  private static final int MAGIC_BYTES = 8;

  /** Snappy looks for repetitions within 64 KB and no further. */
  private static final int BLOCK_BYTES = 64 * 1024;

  /** Three bytes of a Snappy block stand for 64 at most; some room on top for what is literal. */
  private static final int MAX_RATIO = 32;

  private SnappyCodec() {}

  @Override
  public void compress(byte[] from, int start, int lengthBytes, ByteSink to) throws IOException {
    to.write(FRAME_HEADER, 0, FRAME_HEADER.length);
    for (int done = 0; done < lengthBytes; done += BLOCK_BYTES) {
      int blockBytes = Math.min(BLOCK_BYTES, lengthBytes - done);
      to.ensureRoom(4 + Snappy.maxCompressedLength(blockBytes));
      int sizeAt = to.sizeBytes();
      int compressedBytes = Snappy.compress(from, start + done, blockBytes, to.array(), sizeAt + 4);
      to.writeIntBigEndian(compressedBytes);
      to.resize(sizeAt + 4 + compressedBytes);
    }
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) {
    return new Blocks(compressed);
  }

  private static final class Blocks extends BlockInputStream {

    private final boolean framed;

    Blocks(ByteBuffer bytes) {
      super(bytes);
      framed =
          end - at >= FRAME_HEADER.length
              && Arrays.equals(compressed, at, at + MAGIC_BYTES, FRAME_HEADER, 0, MAGIC_BYTES);
      if (framed) {
        at += FRAME_HEADER.length;
      }
    }

    @Override
    protected boolean readBlock(byte[] reusable) throws IOException {
      if (at == end) {
        return false;
      }
      int compressedBytes = framed ? readLength() : end - at;
      require(compressedBytes, "a Snappy block");
      try {
        int blockBytes = Snappy.uncompressedLength(compressed, at, compressedBytes);
        if (blockBytes < 0 || blockBytes > (long) MAX_RATIO * compressedBytes) {
          throw new IOException(
              "a Snappy block of %d bytes claims to hold %d"
                  .formatted(compressedBytes, blockBytes));
        }
        byte[] block = reusable.length >= blockBytes ? reusable : new byte[blockBytes];
        block(block, Snappy.uncompress(compressed, at, compressedBytes, block, 0));
      } catch (SnappyError e) {
        throw new IOException("a Snappy block cannot be decompressed", e);
      }
      at += compressedBytes;
      return true;
    }

    private int readLength() throws IOException {
      require(4, "a Snappy block's length");
      int length = ByteBuffer.wrap(compressed, at, 4).getInt();
      at += 4;
      return length;
    }
  }
}
