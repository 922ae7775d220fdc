package io.tukki.core.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Records of every odd shape, from a seed. */
final class RandomRecords {

  private final SplittableRandom random;

  RandomRecords(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Offsets count up from {@code baseOffset}. */
  List<Record> list(long baseOffset, int count) {
    List<Record> records = new ArrayList<>();
    long timestampMs = random.nextLong(2_000_000_000_000L);
    for (int i = 0; i < count; i++) {
      timestampMs = Math.max(0, timestampMs + random.nextLong(-100_000, 100_000));
      records.add(
          new Record(baseOffset + i, timestampMs, bytes(100), bytes(sizeBound()), headers()));
    }
    return records;
  }

  private int sizeBound() {
    // Mostly small; now and then larger than any block or stretch of the codecs.
    return random.nextInt(50) == 0 ? 300_000 : 400;
  }

  private List<RecordHeader> headers() {
    List<RecordHeader> headers = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(1, 5) : 0;
    for (int i = 0; i < count; i++) {
      String key =
          switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> "trace-id";
            default -> "schlüssel-日本-" + i;
          };
      headers.add(new RecordHeader(key, bytes(50)));
    }
    return headers;
  }

  private @Nullable ByteBuffer bytes(int bound) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> ByteBuffer.allocate(0);
      default -> ByteBuffer.wrap(content(random.nextInt(bound)));
    };
  }

  private byte[] content(int length) {
    byte[] bytes = new byte[length];
    boolean compressible = random.nextBoolean();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (compressible ? "abcdabce".charAt(i & 7) : random.nextInt(256));
    }
    return bytes;
  }
}
