package io.tukki.streams.serialization;

import java.nio.ByteBuffer;

/** Both directions for one type. Thread-safe. */
public interface Serde<T> extends Serializer<T>, Deserializer<T> {

  static <T> Serde<T> of(Serializer<T> serializer, Deserializer<T> deserializer) {
    return new Serde<>() {
      @Override
      public ByteBuffer serialize(T value) {
        return serializer.serialize(value);
      }

      @Override
      public T deserialize(ByteBuffer bytes) {
        return deserializer.deserialize(bytes);
      }
    };
  }
}
