package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4 frames of independent blocks.
 *
 * <p>The frame is written and read here rather than by the library's streams: those allocate two
 * blocks for each batch, whatever its size, and copy through both.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
 */
final class Lz4Codec implements Codec {

  static final Lz4Codec INSTANCE = new Lz4Codec();

  static final int FRAME_MAGIC = 0x184D2204;

  /** The top bit of a block's length: the block is stored as it is. */
  static final int STORED = 0x80000000;

  /** Version 1, independent blocks, no checksums: the batch has its own. */
  private static final byte FLAGS = 0x60;

  /** Blocks of 64 KB at most. */
  private static final byte BLOCK_DESCRIPTOR = 0x40;

  private static final int BLOCK_BYTES = 64 * 1024;

  private Lz4Codec() {}

  @Override
  public void compress(byte[] from, int start, int lengthBytes, ByteSink to) {
    LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    byte[] descriptor = {FLAGS, BLOCK_DESCRIPTOR};
    to.writeIntLittleEndian(FRAME_MAGIC);
    to.write(descriptor, 0, descriptor.length);
    to.write(headerChecksum(descriptor, 0, descriptor.length));
    for (int done = 0; done < lengthBytes; done += BLOCK_BYTES) {
      int blockBytes = Math.min(BLOCK_BYTES, lengthBytes - done);
      writeBlock(compressor, from, start + done, blockBytes, to);
    }
    to.writeIntLittleEndian(0);
  }

  private static void writeBlock(
      LZ4Compressor compressor, byte[] from, int start, int blockBytes, ByteSink to) {
    int mostBytes = compressor.maxCompressedLength(blockBytes);
    to.ensureRoom(4 + mostBytes);
    int sizeAt = to.sizeBytes();
    int compressedBytes =
        compressor.compress(from, start, blockBytes, to.array(), sizeAt + 4, mostBytes);
    if (compressedBytes < blockBytes) {
      to.writeIntLittleEndian(compressedBytes);
      to.resize(sizeAt + 4 + compressedBytes);
    } else {
      to.writeIntLittleEndian(blockBytes | STORED);
      to.write(from, start, blockBytes);
    }
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new Lz4FrameInputStream(compressed);
  }

  static int headerChecksum(byte[] bytes, int start, int lengthBytes) {
    return (checksum(bytes, start, lengthBytes) >> 8) & 0xff;
  }

  static int checksum(byte[] bytes, int start, int lengthBytes) {
    XXHash32 hash = XXHashFactory.fastestInstance().hash32();
    return hash.hash(bytes, start, lengthBytes, 0);
  }
}
