package io.tukki.bench.record;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Keys and values for one batch. They are words out of a small vocabulary, so that they compress
 * about as well as JSON does.
 */
final class SampleRecords {

  private static final int KEY_BYTES = 16;

  private final ByteBuffer[] keys;
  private final ByteBuffer[] values;

  SampleRecords(int batchBytes, int valueBytes) {
    SplittableRandom random = new SplittableRandom(1);
    int count = batchBytes / (KEY_BYTES + valueBytes);
    keys = new ByteBuffer[count];
    values = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      keys[i] = words(random, KEY_BYTES);
      values[i] = words(random, valueBytes);
    }
  }

  int count() {
    return keys.length;
  }

  ByteBuffer key(int i) {
    return keys[i];
  }

  ByteBuffer value(int i) {
    return values[i];
  }

  private static ByteBuffer words(SplittableRandom random, int lengthBytes) {
    ByteBuffer text = ByteBuffer.allocate(lengthBytes);
    while (text.hasRemaining()) {
      int word = random.nextInt(2_000);
      for (int i = 0; i < 3 + word % 5 && text.hasRemaining(); i++) {
        text.put((byte) ('a' + (word * (i + 7) + i) % 26));
      }
      if (text.hasRemaining()) {
        text.put((byte) ' ');
      }
    }
    return text.flip();
  }
}
