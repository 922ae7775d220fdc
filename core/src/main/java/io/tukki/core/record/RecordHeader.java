package io.tukki.core.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One header of a record. A record may carry several of the same key; their order is kept.
 *
 * @param key never null, may be empty
 * @param value its bytes from position to limit; null is a value of its own, other than empty
 */
public record RecordHeader(String key, @Nullable ByteBuffer value) {

  public RecordHeader {
    Objects.requireNonNull(key, "a header's key");
  }

  /** A header whose value is text in UTF-8. */
  public static RecordHeader ofText(String key, String value) {
    return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }
}
