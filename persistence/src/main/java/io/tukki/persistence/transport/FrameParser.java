package io.tukki.persistence.transport;

import io.tukki.persistence.replication.replica.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection's bytes apart as they come. A length is checked before anything is made of
 * that size: a frame fits {@code max-frame-bytes}, a shipment {@code max-shipment-bytes}, of which
 * there is one at a time in each lane. Bytes of batches go into the receiver's buffer at once.
 */
final class FrameParser {

  /** Whom frames go to. */
  interface Sink {
    void message(String log, Message message);

    void shipment(String log, Message.Bulk header, long firstOrdinal, ByteBuffer batches);

    void snapshot(String log, ByteBuffer snapshot);

    void ping();
  }

  private final TransportSettings.Frame bounds;
  private final Counters counters;
  private final Sink sink;

  private final List<String> names = new ArrayList<>();
  private final ByteBuffer header = ByteBuffer.allocate(Frames.HEADER_BYTES);
  private final Arrival live = new Arrival();
  private final Arrival catchUp = new Arrival();
  private final Arrival snapshots = new Arrival();

  /** Bytes of the present frame's body still to come; 0 between frames. */
  private int bodyLeft;

  private int type;
  private ByteBuffer body = ByteBuffer.allocate(0);

  FrameParser(TransportSettings.Frame bounds, Counters counters, Sink sink) {
    this.bounds = bounds;
    this.counters = counters;
    this.sink = sink;
  }

  /**
   * @throws ProtocolException if these are no frames; the parser is of no more use then
   */
  void feed(ByteBuffer bytes) {
    counters.bytesReceived.add(bytes.remaining());
    while (bytes.hasRemaining()) {
      if (header.hasRemaining()) {
        move(bytes, header);
        if (!header.hasRemaining()) {
          beginFrame();
        }
      } else {
        takeBody(bytes);
      }
    }
  }

  private void beginFrame() {
    bodyLeft = header.getInt(0);
    type = header.get(Integer.BYTES);
    if (bodyLeft < 0 || bodyLeft > bounds.maxBytes()) {
      throw new ProtocolException(
          "a frame of %d bytes, of which %d are allowed".formatted(bodyLeft, bounds.maxBytes()));
    }
    switch (type) {
      case Frames.PART_LIVE -> live.expect(bodyLeft);
      case Frames.PART_CATCH_UP -> catchUp.expect(bodyLeft);
      case Frames.PART_SNAPSHOT -> snapshots.expect(bodyLeft);
      case Frames.LOG_NAME,
          Frames.MESSAGE,
          Frames.SHIPMENT_LIVE,
          Frames.SHIPMENT_CATCH_UP,
          Frames.SNAPSHOT,
          Frames.PING ->
          body = body.capacity() < bodyLeft ? ByteBuffer.allocate(bodyLeft) : body.clear();
      default -> throw new ProtocolException("no frame has type " + type);
    }
    if (bodyLeft == 0) {
      endFrame();
    }
  }

  private void takeBody(ByteBuffer bytes) {
    int before = bytes.remaining();
    ByteBuffer now = bytes.slice(bytes.position(), Math.min(bodyLeft, before));
    bytes.position(bytes.position() + now.remaining());
    bodyLeft -= now.remaining();
    switch (type) {
      case Frames.PART_LIVE -> live.take(now);
      case Frames.PART_CATCH_UP -> catchUp.take(now);
      case Frames.PART_SNAPSHOT -> snapshots.take(now);
      default -> body.put(now);
    }
    if (bodyLeft == 0) {
      endFrame();
    }
  }

  private void endFrame() {
    header.clear();
    counters.framesReceived.increment();
    switch (type) {
      case Frames.PART_LIVE -> live.deliverIfWhole();
      case Frames.PART_CATCH_UP -> catchUp.deliverIfWhole();
      case Frames.PART_SNAPSHOT -> snapshots.deliverIfWhole();
      case Frames.SHIPMENT_LIVE -> live.begin(bodyReader());
      case Frames.SHIPMENT_CATCH_UP -> catchUp.begin(bodyReader());
      case Frames.SNAPSHOT -> snapshots.beginSnapshot(bodyReader());
      case Frames.LOG_NAME -> learnName(bodyReader());
      case Frames.MESSAGE -> message(bodyReader());
      default -> sink.ping();
    }
  }

  private WireReader bodyReader() {
    return new WireReader(body.flip());
  }

  private void learnName(WireReader in) {
    int number = in.getSmallVarint();
    if (number > names.size() || number >= Frames.MAX_NAMES) {
      throw new ProtocolException("log number %d after %d".formatted(number, names.size()));
    }
    String name = in.getRest();
    if (number == names.size()) {
      names.add(name);
    } else {
      names.set(number, name);
    }
  }

  private String nameOf(int number) {
    if (number >= names.size()) {
      throw new ProtocolException("log number %d of %d".formatted(number, names.size()));
    }
    return names.get(number);
  }

  private void message(WireReader in) {
    String log = nameOf(in.getSmallVarint());
    Message message = MessageCodec.read(in);
    in.end();
    sink.message(log, message);
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int bytes = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), bytes).position(to.position() + bytes);
    from.position(from.position() + bytes);
  }

  /** The shipment under way in one lane. */
  private final class Arrival {

    private @Nullable Begun begun;

    private record Begun(Consumer<ByteBuffer> deliver, ByteBuffer bytes) {}

    void begin(WireReader in) {
      String log = nameOf(in.getSmallVarint());
      long firstOrdinal = in.getVarint();
      int sizeBytes = in.getSmallVarint();
      Message.Bulk message = MessageCodec.readBulk(in);
      in.end();
      begin(sizeBytes, batches -> sink.shipment(log, message, firstOrdinal, batches));
    }

    void beginSnapshot(WireReader in) {
      String log = nameOf(in.getSmallVarint());
      int sizeBytes = in.getSmallVarint();
      in.end();
      begin(sizeBytes, snapshot -> sink.snapshot(log, snapshot));
    }

    private void begin(int sizeBytes, Consumer<ByteBuffer> deliver) {
      if (begun != null) {
        throw new ProtocolException("a shipment begins within another");
      }
      if (sizeBytes > bounds.maxShipmentBytes()) {
        throw new ProtocolException(
            "a shipment of %d bytes, of which %d are allowed"
                .formatted(sizeBytes, bounds.maxShipmentBytes()));
      }
      begun = new Begun(deliver, ByteBuffer.allocate(sizeBytes));
      deliverIfWhole();
    }

    void expect(int bytes) {
      int room = Optional.ofNullable(begun).map(b -> b.bytes().remaining()).orElse(0);
      if (bytes > room) {
        throw new ProtocolException(
            "a part of %d bytes where %d are to come".formatted(bytes, room));
      }
    }

    void take(ByteBuffer bytes) {
      if (begun != null) {
        begun.bytes().put(bytes);
      }
    }

    void deliverIfWhole() {
      Begun whole = begun;
      if (whole != null && !whole.bytes().hasRemaining()) {
        begun = null;
        whole.deliver().accept(whole.bytes().flip());
      }
    }
  }
}
