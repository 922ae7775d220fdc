package io.tukki.streams.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.junit.jupiter.api.Test;

class SerdesTest {

  private record Order(long id, String customer, List<String> items) {}

  @Test
  void bytesAreThoseOfKafkasOwnSerializers() {
    UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    assertBytes(
        Serdes.longs(), -5_000_000_000L, new LongSerializer().serialize("t", -5_000_000_000L));
    assertBytes(Serdes.ints(), -77, new IntegerSerializer().serialize("t", -77));
    assertBytes(
        Serdes.string(), "tükki 日本 🪵", new StringSerializer().serialize("t", "tükki 日本 🪵"));
    assertBytes(Serdes.uuid(), uuid, new UUIDSerializer().serialize("t", uuid));
    assertBytes(Serdes.string(), "", new byte[0]);
  }

  private static <T> void assertBytes(Serde<T> serde, T value, byte[] bytes) {
    assertThat(serde.serialize(value)).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(serde.deserialize(ByteBuffer.wrap(bytes))).isEqualTo(value);
    assertThat(serde.deserialize(inTheMiddle(bytes, ByteBuffer.allocate(100)))).isEqualTo(value);
    assertThat(serde.deserialize(inTheMiddle(bytes, ByteBuffer.allocateDirect(100))))
        .isEqualTo(value);
  }

  private static ByteBuffer inTheMiddle(byte[] bytes, ByteBuffer room) {
    room.put(0, new byte[] {9, 9, 9}).put(3, bytes).put(3 + bytes.length, (byte) 9);
    return room.slice(1, 99).position(2).limit(2 + bytes.length);
  }

  @Test
  void byteArraysAreCopiedOutOfTheBatchAndBuffersAreNot() {
    ByteBuffer shared = inTheMiddle(new byte[] {1, 2}, ByteBuffer.allocate(100));

    assertThat(Serdes.bytes().deserialize(shared.duplicate())).containsExactly(1, 2);
    assertThat(Serdes.byteBuffer().deserialize(shared)).isSameAs(shared);
  }

  @Test
  void recordsGoThroughJsonAndUnknownFieldsAreIgnored() {
    Serde<Order> orders = Serdes.json(Order.class);
    Order order = new Order(1, "ann", List.of("axe", "saw"));

    ByteBuffer bytes = orders.serialize(order);

    assertThat(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString())
        .isEqualTo("{\"id\":1,\"customer\":\"ann\",\"items\":[\"axe\",\"saw\"]}");
    assertThat(orders.deserialize(bytes)).isEqualTo(order);
    assertThat(orders.deserialize(utf8("{\"id\":1,\"customer\":\"ann\",\"items\":[],\"new\":2}")))
        .isEqualTo(new Order(1, "ann", List.of()));
  }

  @Test
  void genericTypesGoThroughJson() {
    Serde<Map<String, Order>> serde = Serdes.json(new ObjectMapper(), new TypeReference<>() {});
    Map<String, Order> orders = Map.of("a", new Order(1, "ann", List.of()));

    assertThat(serde.deserialize(serde.serialize(orders))).isEqualTo(orders);
  }

  @Test
  void bytesOfAnotherKindAreRefused() {
    assertRefused(Serdes.longs(), ByteBuffer.allocate(7));
    assertRefused(Serdes.ints(), ByteBuffer.allocate(5));
    assertRefused(Serdes.string(), ByteBuffer.wrap(new byte[] {'a', (byte) 0xff}));
    assertRefused(Serdes.uuid(), utf8("no uuid"));
    assertRefused(Serdes.json(Order.class), utf8("{\"id\":"));
    assertRefused(Serdes.json(Order.class), utf8("null"));
    assertRefused(Serdes.json(Order.class), utf8("[]"));
  }

  @Test
  void aReplacementCharacterThatReallyIsThereIsText() {
    assertThat(Serdes.string().deserialize(utf8("a\uFFFDb"))).isEqualTo("a\uFFFDb");
  }

  @Test
  void halfACharacterCannotBeWritten() {
    assertThatThrownBy(() -> Serdes.string().serialize("a\uD800"))
        .isInstanceOf(SerializationException.class);
  }

  private static void assertRefused(Serde<?> serde, ByteBuffer bytes) {
    assertThatThrownBy(() -> serde.deserialize(bytes)).isInstanceOf(SerializationException.class);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
