package io.tukki.persistence.transport;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.util.ByteString;

/**
 * The frames of one connection in one direction, as they are written. Belongs to that connection.
 *
 * <pre>
 *   frame     length 4 (of the body), type 1, body
 *
 *   LOG_NAME            number (varint), name: what the log is called from here on
 *   MESSAGE             log's number (varint), message
 *   SHIPMENT_*          log's number, first ordinal, bytes to come (varints), message
 *   PART_*              the next bytes of the shipment that was begun last in this lane
 *   SNAPSHOT            log's number, bytes to come (varints)
 *   PART_SNAPSHOT       the next bytes of the snapshot
 *   PING                nothing; the other side answers with any byte
 * </pre>
 *
 * Three lanes, live, catch-up and snapshots, have a shipment under way each, and other frames may
 * come between their parts, so that nothing waits for longer than one part takes.
 */
final class Frames {

  static final int LOG_NAME = 1;
  static final int MESSAGE = 2;
  static final int SHIPMENT_LIVE = 3;
  static final int SHIPMENT_CATCH_UP = 4;
  static final int PART_LIVE = 5;
  static final int PART_CATCH_UP = 6;
  static final int PING = 7;
  static final int SNAPSHOT = 8;
  static final int PART_SNAPSHOT = 9;

  static final int HEADER_BYTES = Integer.BYTES + 1;

  /**
   * As many names a connection knows at a time, then both sides begin anew; part of the version.
   */
  static final int MAX_NAMES = 1 << 16;

  private static final ByteString PING_FRAME =
      ByteString.fromArrayUnsafe(
          new WireWriter(HEADER_BYTES).putInt(0).putByte(PING).toByteArray());

  private final Map<String, Integer> numbers = new HashMap<>();

  static ByteString ping() {
    return PING_FRAME;
  }

  /** A message to this log, behind the log's name where it is new here. */
  void putMessage(WireWriter out, String log, WireWriter message) {
    int number = numberOf(out, log);
    out.putInt(varintBytes(number) + message.size())
        .putByte(MESSAGE)
        .putVarint(number)
        .putAll(message);
  }

  /**
   * @param head of the shipment, see {@link Shipment}
   */
  void putShipment(WireWriter out, int type, String log, WireWriter head) {
    int number = numberOf(out, log);
    out.putInt(varintBytes(number) + head.size()).putByte(type).putVarint(number).putAll(head);
  }

  /** What stands before the bytes of one part. */
  void putPartHeader(WireWriter out, int type, int partBytes) {
    out.putInt(partBytes).putByte(type);
  }

  private int numberOf(WireWriter out, String log) {
    Integer known = numbers.get(log);
    if (known != null) {
      return known;
    }
    if (numbers.size() == MAX_NAMES) {
      numbers.clear();
    }
    int number = numbers.size();
    numbers.put(log, number);
    byte[] name = log.getBytes(StandardCharsets.UTF_8);
    out.putInt(varintBytes(number) + name.length)
        .putByte(LOG_NAME)
        .putVarint(number)
        .putBytes(name);
    return number;
  }

  private static int varintBytes(int value) {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(value));
    return (bits + 6) / 7;
  }
}
