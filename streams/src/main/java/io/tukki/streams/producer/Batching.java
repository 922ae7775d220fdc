package io.tukki.streams.producer;

import io.tukki.core.partition.KeylessPolicy;
import io.tukki.core.record.Compression;
import java.time.Duration;

/**
 * How records come together in batches; the meanings are those of {@code tukki.producer} in the
 * reference configuration.
 *
 * @param batchBytes before compression
 */
public record Batching(
    int batchBytes, Duration linger, Compression compression, KeylessPolicy keylessRecords) {

  public Batching {
    if (batchBytes < 1 || linger.isNegative()) {
      throw new IllegalArgumentException(
          "batches of %d bytes after %s make no sense".formatted(batchBytes, linger));
    }
  }

  Batching withBatchBytes(int bytes) {
    return new Batching(bytes, linger, compression, keylessRecords);
  }

  Batching withLinger(Duration newLinger) {
    return new Batching(batchBytes, newLinger, compression, keylessRecords);
  }

  Batching withCompression(Compression newCompression) {
    return new Batching(batchBytes, linger, newCompression, keylessRecords);
  }

  Batching withKeylessRecords(KeylessPolicy policy) {
    return new Batching(batchBytes, linger, compression, policy);
  }
}
