package io.tukki.streams.serialization;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The types that need no code of one's own. Numbers are big-endian and UUIDs are text, as Kafka's
 * own serializers write them, so that clients in other languages read the same.
 */
public final class Serdes {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          // A field that a newer producer has added must not break the readers that are there.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final char REPLACEMENT = '\uFFFD';

  private Serdes() {}

  /** UTF-8, both ways strict: text that has no encoding, or bytes that are no text, are refused. */
  public static Serde<String> string() {
    return Serde.of(Serdes::encode, Serdes::decode);
  }

  /** The array itself when writing, a copy when reading. */
  public static Serde<byte[]> bytes() {
    return Serde.of(ByteBuffer::wrap, Serdes::copy);
  }

  /**
   * Without a copy: what is read is a view, which keeps the stretch of the batch around it in
   * memory for as long as it is kept.
   */
  public static Serde<ByteBuffer> byteBuffer() {
    return Serde.of(buffer -> buffer, buffer -> buffer);
  }

  /** Eight bytes, big-endian. */
  public static Serde<Long> longs() {
    return Serde.of(
        value -> ByteBuffer.allocate(Long.BYTES).putLong(0, value),
        bytes -> exactly(Long.BYTES, bytes).getLong());
  }

  /** Four bytes, big-endian. */
  public static Serde<Integer> ints() {
    return Serde.of(
        value -> ByteBuffer.allocate(Integer.BYTES).putInt(0, value),
        bytes -> exactly(Integer.BYTES, bytes).getInt());
  }

  /** As its 36 characters. */
  public static Serde<UUID> uuid() {
    return Serde.of(
        value -> ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.US_ASCII)),
        Serdes::parseUuid);
  }

  /** JSON by Jackson: records, beans, maps, lists; unknown fields are ignored when reading. */
  public static <T> Serde<T> json(Class<T> type) {
    return json(MAPPER, type);
  }

  /**
   * JSON by a mapper of one's own, with whatever modules it needs. It must not be changed any more.
   */
  public static <T> Serde<T> json(ObjectMapper mapper, Class<T> type) {
    return new JsonSerde<>(mapper, mapper.constructType(type));
  }

  /** JSON of a generic type, as in {@code new TypeReference<Map<String, Order>>() {}}. */
  public static <T> Serde<T> json(ObjectMapper mapper, TypeReference<T> type) {
    return new JsonSerde<>(mapper, mapper.constructType(type));
  }

  private static ByteBuffer encode(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new SerializationException("text with half a surrogate pair has no encoding", e);
    }
  }

  private static String decode(ByteBuffer bytes) {
    // The fast way puts this character wherever it cannot read on; only then is it looked at
    // closely.
    String text =
        bytes.hasArray()
            ? new String(
                bytes.array(),
                bytes.arrayOffset() + bytes.position(),
                bytes.remaining(),
                StandardCharsets.UTF_8)
            : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new SerializationException("these bytes are no UTF-8 text", e);
    }
  }

  private static UUID parseUuid(ByteBuffer bytes) {
    String text = decode(bytes);
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new SerializationException("'" + text + "' is no UUID", e);
    }
  }

  private static ByteBuffer exactly(int lengthBytes, ByteBuffer bytes) {
    if (bytes.remaining() != lengthBytes) {
      throw new SerializationException(
          "%d bytes were expected, here are %d".formatted(lengthBytes, bytes.remaining()));
    }
    return bytes;
  }

  static byte[] copy(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      int start = bytes.arrayOffset() + bytes.position();
      return Arrays.copyOfRange(bytes.array(), start, start + bytes.remaining());
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
