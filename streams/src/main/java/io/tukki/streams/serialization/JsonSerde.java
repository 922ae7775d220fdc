package io.tukki.streams.serialization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** JSON of one type. */
final class JsonSerde<T> implements Serde<T> {

  private final JavaType type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  JsonSerde(ObjectMapper mapper, JavaType type) {
    this.type = type;
    this.writer = mapper.writerFor(type);
    this.reader = mapper.readerFor(type);
  }

  @Override
  public ByteBuffer serialize(T value) {
    try {
      return ByteBuffer.wrap(writer.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new SerializationException("cannot be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public T deserialize(ByteBuffer bytes) {
    @Nullable T value = parse(bytes);
    if (value == null) {
      throw new SerializationException("JSON null is no " + type.toCanonical());
    }
    return value;
  }

  private @Nullable T parse(ByteBuffer bytes) {
    try {
      if (!bytes.hasArray()) {
        return reader.readValue(Serdes.copy(bytes));
      }
      int start = bytes.arrayOffset() + bytes.position();
      return reader.readValue(bytes.array(), start, bytes.remaining());
    } catch (JsonProcessingException e) {
      throw new SerializationException(
          "is no JSON of " + type.toCanonical() + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SerializationException("cannot be read as JSON", e);
    }
  }
}
