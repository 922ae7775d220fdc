package io.tukki.core.record;

import java.util.Optional;

/** Which codec stands for which kind of compression. */
final class Codecs {

  private Codecs() {}

  /** Empty for {@link Compression#NONE}. */
  static Optional<Codec> of(Compression compression) {
    return switch (compression) {
      case NONE -> Optional.empty();
      case GZIP -> Optional.of(GzipCodec.INSTANCE);
      case SNAPPY -> Optional.of(SnappyCodec.INSTANCE);
      case LZ4 -> Optional.of(Lz4Codec.INSTANCE);
      case ZSTD -> Optional.of(ZstdCodec.INSTANCE);
    };
  }
}
