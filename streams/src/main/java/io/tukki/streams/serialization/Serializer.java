package io.tukki.streams.serialization;

import java.nio.ByteBuffer;

/**
 * Turns a key or a value into bytes. Thread-safe. An absent key or value never gets here.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface Serializer<T> {

  /**
   * The value's bytes, from the buffer's position to its limit; they are copied before anything
   * else happens.
   *
   * @throws SerializationException if the value cannot be written
   */
  ByteBuffer serialize(T value);
}
