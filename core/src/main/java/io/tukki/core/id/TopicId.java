package io.tukki.core.id;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * What a topic is, whatever it is called: a topic deleted and created again under its old name gets
 * another id, so nothing that belonged to the first can be mistaken for the second's.
 *
 * <p>Printed as 22 characters of unpadded URL-safe Base64, as Kafka prints it.
 */
public record TopicId(UUID value) implements Comparable<TopicId> {

  /** Reads what {@link #toString()} wrote. */
  public static TopicId parse(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (bytes.remaining() != 16) {
      throw new IllegalArgumentException(
          "a topic id is 22 characters of URL-safe Base64, not '" + text + "'");
    }
    return new TopicId(new UUID(bytes.getLong(), bytes.getLong()));
  }

  @Override
  public int compareTo(TopicId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
