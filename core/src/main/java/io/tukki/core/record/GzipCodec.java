package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Plain gzip (RFC 1952), at the JDK's default level. */
final class GzipCodec implements Codec {

  static final GzipCodec INSTANCE = new GzipCodec();

  private static final int BUFFER_BYTES = 8 * 1024;

  private GzipCodec() {}

  @Override
  public void compress(byte[] from, int start, int lengthBytes, ByteSink to) throws IOException {
    try (GZIPOutputStream gzip = new GZIPOutputStream(to, BUFFER_BYTES)) {
      gzip.write(from, start, lengthBytes);
    }
  }

  @Override
  public InputStream decompress(ByteBuffer compressed) throws IOException {
    return new GZIPInputStream(new ByteBufferInputStream(compressed.duplicate()), BUFFER_BYTES);
  }
}
