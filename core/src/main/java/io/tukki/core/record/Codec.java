package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Compresses and decompresses the records of a batch, in the framing that the batch format lays
 * down for each kind. Stateless and thread-safe.
 */
sealed interface Codec permits GzipCodec, SnappyCodec, Lz4Codec, ZstdCodec {

  /** Appends the compressed bytes to {@code to}. */
  void compress(byte[] from, int start, int lengthBytes, ByteSink to) throws IOException;

  /**
   * Decompresses as it is read; whoever reads sets the bound. The stream throws {@link IOException}
   * or {@link RuntimeException} on bytes that are not of this format, never allocates by what a
   * length field claims beyond the format's own block size, and must be closed.
   *
   * @param compressed the bytes from position to limit; the position is left alone
   */
  InputStream decompress(ByteBuffer compressed) throws IOException;
}
