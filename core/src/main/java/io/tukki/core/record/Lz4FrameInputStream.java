package io.tukki.core.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** One LZ4 frame; the checksum over the whole content is left to the batch's own CRC. */
final class Lz4FrameInputStream extends BlockInputStream {

  private static final int VERSION_MASK = 0xC0;
  private static final int VERSION_1 = 0x40;
  private static final int INDEPENDENT_BLOCKS = 0x20;
  private static final int BLOCK_CHECKSUMS = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int DICTIONARY = 0x01;
  private static final int CONTENT_SIZE_BYTES = 8;

  private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
  private final ByteBuffer littleEndian;
  private final boolean blockChecksums;
  private final int maxBlockBytes;

  Lz4FrameInputStream(ByteBuffer bytes) throws IOException {
    super(bytes);
    littleEndian = ByteBuffer.wrap(compressed).order(ByteOrder.LITTLE_ENDIAN);
    require(7, "an LZ4 frame's header");
    if (littleEndian.getInt(at) != Lz4Codec.FRAME_MAGIC) {
      throw new IOException("this is no LZ4 frame");
    }
    int descriptorAt = at + 4;
    int flags = compressed[descriptorAt];
    if ((flags & VERSION_MASK) != VERSION_1
        || (flags & INDEPENDENT_BLOCKS) == 0
        || (flags & DICTIONARY) != 0) {
      throw new IOException(
          "LZ4 frames of version 1 with independent blocks and without a dictionary can be read,"
              + " not"
              + " flags 0x%02x".formatted(flags & 0xff));
    }
    blockChecksums = (flags & BLOCK_CHECKSUMS) != 0;
    maxBlockBytes = maxBlockBytes(compressed[descriptorAt + 1]);
    int descriptorBytes = (flags & CONTENT_SIZE) != 0 ? 2 + CONTENT_SIZE_BYTES : 2;
    require(4L + descriptorBytes + 1, "an LZ4 frame's header");
    at = descriptorAt + descriptorBytes;
    int checksum = Lz4Codec.headerChecksum(compressed, descriptorAt, descriptorBytes);
    if (checksum != (compressed[at++] & 0xff)) {
      throw new IOException("the checksum of the LZ4 frame's header does not hold");
    }
  }

  private static int maxBlockBytes(int descriptor) throws IOException {
    int code = (descriptor >> 4) & 0x07;
    if (code < 4) {
      throw new IOException("no LZ4 block size has the code " + code);
    }
    return 1 << (8 + 2 * code);
  }

  @Override
  protected boolean readBlock(byte[] reusable) throws IOException {
    require(4, "an LZ4 block's length");
    int length = littleEndian.getInt(at);
    at += 4;
    if (length == 0) {
      return false;
    }
    int storedBytes = length & ~Lz4Codec.STORED;
    require((long) storedBytes + (blockChecksums ? 4 : 0), "an LZ4 block");
    boolean isStored = (length & Lz4Codec.STORED) != 0;
    if (storedBytes > maxBlockBytes) {
      throw new IOException(
          "an LZ4 block of %d bytes in a frame of blocks of %d at most"
              .formatted(storedBytes, maxBlockBytes));
    }
    byte[] block = roomFor(reusable, isStored ? storedBytes : mostBytesOf(storedBytes));
    if (isStored) {
      System.arraycopy(compressed, at, block, 0, storedBytes);
      block(block, storedBytes);
    } else {
      int most = Math.min(block.length, maxBlockBytes);
      block(block, decompressor.decompress(compressed, at, storedBytes, block, 0, most));
    }
    checkBlock(storedBytes);
    at += storedBytes + (blockChecksums ? 4 : 0);
    return true;
  }

  /** A byte of an LZ4 block stands for 255 at most, so that a small block needs little room. */
  private int mostBytesOf(int compressedBytes) {
    return (int) Math.min(maxBlockBytes, 255L * compressedBytes);
  }

  private static byte[] roomFor(byte[] reusable, int lengthBytes) {
    return reusable.length >= lengthBytes ? reusable : new byte[lengthBytes];
  }

  private void checkBlock(int storedBytes) throws IOException {
    if (blockChecksums
        && Lz4Codec.checksum(compressed, at, storedBytes)
            != littleEndian.getInt(at + storedBytes)) {
      throw new IOException("the checksum of an LZ4 block does not hold");
    }
  }
}
