package io.tukki.core.record;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Zstandard frames (RFC 8878), written at the library's default level.
 *
 * <p>Read as a stream, whose state lives outside the heap until it is closed. Its window is left at
 * the library's bound of 128 MB: that is what the highest levels use, and memory is touched only as
 * far as data was really decompressed.
 */
final class ZstdCodec implements Codec {

  static final ZstdCodec INSTANCE = new ZstdCodec();

  private ZstdCodec() {}

  @Override
  public void compress(byte[] from, int start, int lengthBytes, ByteSink to) throws IOException {
    int mostBytes = Math.toIntExact(Zstd.compressBound(lengthBytes));
    to.ensureRoom(mostBytes);
    int sizeAt = to.sizeBytes();
    long compressedBytes =
        Zstd.compressByteArray(
            to.array(),
            sizeAt,
            mostBytes,
            from,
            start,
            lengthBytes,
            Zstd.defaultCompressionLevel());
    if (Zstd.isError(compressedBytes)) {
      throw new IOException(Zstd.getErrorName(compressedBytes));
    }
    to.resize(Math.toIntExact(sizeAt + compressedBytes));
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new ZstdInputStreamNoFinalizer(
        new ByteBufferInputStream(compressed.duplicate()), RecyclingBufferPool.INSTANCE);
  }
}
