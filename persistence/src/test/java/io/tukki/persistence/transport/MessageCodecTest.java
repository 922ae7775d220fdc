package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Message;
import io.tukki.persistence.replication.replica.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

  private static final int SEEDS = 20_000;

  private static final String REPLICA_1 = "01" + "00".repeat(15) + "01";
  private static final String REPLICA_2 = "02" + "00".repeat(15) + "02";
  private static final String REPLICA_3 = "03" + "00".repeat(15) + "03";

  /** Start, end, epochs, base, latest. */
  private static final String SUMMARY =
      "0a04" + "ac02" + "02" + "010a" + "05c801" + "01" + "01" + REPLICA_1 + "00" + "00" + "02"
          + "01" + REPLICA_1 + "02" + REPLICA_1 + REPLICA_2 + "01" + REPLICA_3;

  /** As they are on the wire between nodes of different releases: these may not change. */
  private static final List<String> GOLDEN =
      List.of(
          "0101",
          "0202" + "03" + "01" + "01" + SUMMARY,
          "03ac02",
          "0404" + "05" + "808080808020",
          "0505" + "06" + SUMMARY,
          "0606",
          "0707" + "08" + "01" + "64" + "5a" + "01" + "4d",
          "0808" + "09" + "14",
          "0909" + "0a" + "08" + "1e" + "19" + "0502" + "63",
          "0a0a0b"
              + "020101000000000000000000000000000000010201000000000000000000000000000000010200000000000000000000000000000002010300000000000000000000000000000003",
          "0b0b" + "0c" + "03");

  private static byte[] encode(Message message) {
    WireWriter out = new WireWriter(0);
    MessageCodec.write(message, out);
    return out.toByteArray();
  }

  private static Message decode(byte[] bytes) {
    WireReader in = new WireReader(ByteBuffer.wrap(bytes));
    Message message = MessageCodec.read(in);
    in.end();
    return message;
  }

  @Test
  void bytesOfEachKindAreAsTheyEverWere() {
    assertThat(
            Samples.ofEachKind().stream()
                .map(MessageCodecTest::encode)
                .map(HexFormat.of()::formatHex))
        .isEqualTo(GOLDEN);
    assertThat(GOLDEN.stream().map(HexFormat.of()::parseHex).map(MessageCodecTest::decode))
        .isEqualTo(Samples.ofEachKind());
  }

  @Test
  void theSamplesLeaveNoKindOut() {
    assertThat(Samples.ofEachKind().stream().map(Object::getClass))
        .hasSameElementsAs(kindsOf(Message.class).toList());
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageCodecTest::kindsOf)
        : Stream.of(type);
  }

  @Test
  void whateverIsWrittenIsReadBack() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Message message = Samples.random(new Random(seed));
      assertThat(decode(encode(message))).as("seed %d", seed).isEqualTo(message);
    }
  }

  @Test
  void aMessageThatIsCutShortIsRefused() {
    for (Message message : Samples.ofEachKind()) {
      byte[] whole = encode(message);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> decode(cut))
            .as("%d bytes of %s", length, message)
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void aMessageWithBytesBehindItIsRefused() {
    for (Message message : Samples.ofEachKind()) {
      byte[] whole = encode(message);
      assertThatThrownBy(() -> decode(Arrays.copyOf(whole, whole.length + 1)))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void flippedBytesAreAnotherMessageOrRefused() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = encode(Samples.random(random));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        assertThat(decode(bytes)).isNotNull();
      } catch (ProtocolException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void aListThatClaimsToBeHugeIsRefusedBeforeItIsMade() {
    // An accept whose table of epochs claims two thousand million spans.
    byte[] bytes = HexFormat.of().parseHex("0505" + "06" + "0a04" + "ac02" + "ffffffff07");

    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("a list of 2147483647");
  }

  @Test
  void entriesAreNeverWrittenAsMessages() {
    Message.Append append = Samples.append(0);
    Entry entry = new Entry(1, 0, 0, 1, 0, new Payload.Batch("bytes"));

    assertThatIllegalArgumentException().isThrownBy(() -> encode(append.carrying(List.of(entry))));
  }
}
