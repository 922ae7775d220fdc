package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameParserTest {

  private static final TransportSettings.Frame BOUNDS =
      new TransportSettings.Frame(1_000, 2_000, 100);

  private final Heard heard = new Heard();
  private final FrameParser parser = new FrameParser(BOUNDS, new Counters(), heard);
  private final Frames frames = new Frames();
  private final WireWriter out = new WireWriter(0);

  private static WireWriter encode(Message message) {
    WireWriter writer = new WireWriter(0);
    MessageCodec.write(message, writer);
    return writer;
  }

  private static WireWriter head(long firstOrdinal, int sizeBytes, Message header) {
    return new WireWriter(0).putVarint(firstOrdinal).putVarint(sizeBytes).putAll(encode(header));
  }

  private void message(String log, Message message) {
    frames.putMessage(out, log, encode(message));
  }

  private void part(int type, int sizeBytes, int fill) {
    frames.putPartHeader(out, type, sizeBytes);
    out.putBytes(BytesSlice.bytes(sizeBytes, fill).array());
  }

  private void feed() {
    parser.feed(ByteBuffer.wrap(out.toByteArray()));
  }

  /** Messages of two logs between the parts of a shipment in each lane. */
  private List<Heard.Word> conversation() {
    message("a", new Message.Ping(1));
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(5, 250, Samples.append(10)));
    part(Frames.PART_LIVE, 100, 1);
    frames.putShipment(out, Frames.SHIPMENT_CATCH_UP, "b", head(6, 30, Samples.append(20)));
    message("b", new Message.Prepare(2));
    part(Frames.PART_LIVE, 100, 2);
    part(Frames.PART_CATCH_UP, 30, 3);
    out.putInt(0).putByte(Frames.PING);
    part(Frames.PART_LIVE, 50, 4);
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(9, 0, Samples.append(30)));
    ByteBuffer live = ByteBuffer.allocate(250);
    live.put(BytesSlice.bytes(100, 1)).put(BytesSlice.bytes(100, 2)).put(BytesSlice.bytes(50, 4));
    return List.of(
        Heard.said("a", new Message.Ping(1)),
        Heard.said("b", new Message.Prepare(2)),
        Heard.shipped("b", Samples.append(20), 6, BytesSlice.bytes(30, 3)),
        new Heard.Word.Pinged(),
        Heard.shipped("a", Samples.append(10), 5, live.flip()),
        Heard.shipped("a", Samples.append(30), 9, ByteBuffer.allocate(0)));
  }

  @Test
  void framesAreFoundWhereverTheNetworkCutsThem() {
    List<Heard.Word> expected = conversation();
    byte[] bytes = out.toByteArray();
    for (int seed = 0; seed < 500; seed++) {
      Heard pieces = new Heard();
      FrameParser each = new FrameParser(BOUNDS, new Counters(), pieces);
      Random random = new Random(seed);
      int most = 1 + random.nextInt(200);
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(most), bytes.length - at);
        each.feed(ByteBuffer.wrap(bytes, at, length));
        at += length;
      }
      assertThat(pieces.words).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aLongNameIsSentOnce() {
    String log = "partition-".repeat(20);
    message(log, new Message.Ping(1));
    int first = out.size();
    message(log, new Message.Ping(2));
    feed();

    assertThat(out.size() - first).isLessThan(10);
    assertThat(heard.words)
        .containsExactly(
            Heard.said(log, new Message.Ping(1)), Heard.said(log, new Message.Ping(2)));
  }

  @Test
  void moreNamesThanAConnectionKnowsAreToldAnew() {
    List<Heard.Word> expected = new ArrayList<>();
    IntStream.range(0, Frames.MAX_NAMES + 3)
        .mapToObj(i -> "log" + i)
        .forEach(
            log -> {
              message(log, new Message.Ping(1));
              expected.add(Heard.said(log, new Message.Ping(1)));
            });
    message("log1", new Message.Ping(2));
    message("log" + (Frames.MAX_NAMES + 1), new Message.Ping(3));
    feedTo(expected);

    assertThat(heard.words.subList(heard.words.size() - 2, heard.words.size()))
        .containsExactly(
            Heard.said("log1", new Message.Ping(2)),
            Heard.said("log" + (Frames.MAX_NAMES + 1), new Message.Ping(3)));
  }

  /** The recording list copies itself at each word: too slow for so many. */
  private void feedTo(List<Heard.Word> expected) {
    List<Heard.Word> last = new ArrayList<>();
    FrameParser many =
        new FrameParser(
            BOUNDS,
            new Counters(),
            new FrameParser.Sink() {
              @Override
              public void message(String log, Message message) {
                last.add(Heard.said(log, message));
              }

              @Override
              public void shipment(
                  String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches) {
                throw new AssertionError("nothing is shipped");
              }

              @Override
              public void snapshot(String log, ByteBuffer snapshot) {
                throw new AssertionError("nobody sends snapshots");
              }

              @Override
              public void ping() {
                throw new AssertionError("nobody pings");
              }
            });
    many.feed(ByteBuffer.wrap(out.toByteArray()));
    assertThat(last.subList(0, expected.size())).isEqualTo(expected);
    heard.words.addAll(last.subList(expected.size(), last.size()));
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::feed).isInstanceOf(ProtocolException.class).hasMessageContaining(why);
  }

  @Test
  void anOversizedFrameIsRefusedByItsHeader() {
    out.putInt(BOUNDS.maxBytes() + 1).putByte(Frames.MESSAGE);
    assertRefused("a frame of 1001 bytes");
  }

  @Test
  void aNegativeLengthIsRefused() {
    out.putInt(-1).putByte(Frames.MESSAGE);
    assertRefused("a frame of -1 bytes");
  }

  @Test
  void anOversizedShipmentIsRefusedByItsHead() {
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 2_001, Samples.append(0)));
    assertRefused("a shipment of 2001 bytes");
  }

  @Test
  void aPartThatNoShipmentAwaitsIsRefused() {
    part(Frames.PART_LIVE, 10, 1);
    assertRefused("a part of 10 bytes where 0 are to come");
  }

  @Test
  void aPartOfTheOtherLaneIsRefused() {
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 10, Samples.append(0)));
    part(Frames.PART_CATCH_UP, 10, 1);
    assertRefused("a part of 10 bytes where 0 are to come");
  }

  @Test
  void aPartBeyondItsShipmentIsRefused() {
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 10, Samples.append(0)));
    part(Frames.PART_LIVE, 11, 1);
    assertRefused("a part of 11 bytes where 10 are to come");
  }

  @Test
  void aShipmentWithinAnotherIsRefused() {
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 10, Samples.append(0)));
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 10, Samples.append(0)));
    assertRefused("within another");
  }

  @Test
  void aShipmentUnderAMessageWithoutBatchesIsRefused() {
    frames.putShipment(out, Frames.SHIPMENT_LIVE, "a", head(1, 10, new Message.Ping(1)));
    assertRefused("never carries batches");
  }

  @Test
  void aLogThatWasNeverNamedIsRefused() {
    WireWriter ping = encode(new Message.Ping(1));
    out.putInt(1 + ping.size()).putByte(Frames.MESSAGE).putVarint(0).putAll(ping);
    assertRefused("log number 0 of 0");
  }

  @Test
  void aNumberOutOfTurnIsRefused() {
    out.putInt(2).putByte(Frames.LOG_NAME).putVarint(1).putByte('a');
    assertRefused("log number 1 after 0");
  }

  @Test
  void anUnknownFrameIsRefused() {
    out.putInt(0).putByte(99);
    assertRefused("no frame has type 99");
  }

  @Test
  void garbageIsRefusedAndNothingElseHappens() {
    conversation();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = out.toByteArray();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        new FrameParser(BOUNDS, new Counters(), new Heard()).feed(ByteBuffer.wrap(bytes));
      } catch (ProtocolException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }
}
