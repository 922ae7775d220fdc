package io.tukki.streams.serialization;

import java.nio.ByteBuffer;

/**
 * Turns bytes into a key or a value. Thread-safe. An absent key or value never gets here.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Deserializer<T> {

  /**
   * @param bytes a view from position to limit, which the deserializer may move; the bytes
   *     themselves are shared and not to be written
   * @throws SerializationException if these bytes are none of its kind
   */
  T deserialize(ByteBuffer bytes);
}
