package io.tukki.persistence.transport;

import io.tukki.core.log.LogSlice;
import io.tukki.persistence.replication.Transport.Priority;
import io.tukki.persistence.transport.Shipment.Loaded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one node. Any thread fills it, within bounds; the connection to that node empties
 * it, a write at a time: messages first, as many as one write takes, then a chunk of a shipment.
 *
 * <p>A shipment is read where it is handed in, while there is room: whoever hands it in has just
 * looked into the file, and the bytes are in the page cache. Where there is none it waits unread,
 * and is read on threads for that, so that a slow receiver costs open files rather than memory.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final CompletionStage<Void> ROOM = CompletableFuture.completedFuture(null);

  /** What a message's frame takes beside the message. */
  private static final int MESSAGE_OVERHEAD_BYTES = Frames.HEADER_BYTES + 3;

  /** About what two frames and a head take beside a small shipment's bytes. */
  private static final int SHIPMENT_OVERHEAD_BYTES = 64;

  private final TransportSettings settings;
  private final Executor reading;
  private final Counters counters;

  private final Object lock = new Object();
  private final Deque<Control> control = new ArrayDeque<>();
  private final ShipmentLane live;
  private final ShipmentLane catchUp;
  private final ShipmentLane snapshots;
  private long controlBytes;
  private int liveInARow;

  /** Called once when something is there again after {@link #take} found nothing. */
  private Runnable wake = () -> {};

  private boolean empty;

  /** A message that waits, encoded. */
  private record Control(String log, WireWriter message) {
    int sizeBytes() {
      return MESSAGE_OVERHEAD_BYTES + message.size();
    }
  }

  Outbox(TransportSettings settings, Executor reading, Counters counters) {
    this.settings = settings;
    this.reading = reading;
    this.counters = counters;
    this.live = new ShipmentLane(Frames.SHIPMENT_LIVE, Frames.PART_LIVE, settings.waiting().live());
    this.catchUp =
        new ShipmentLane(
            Frames.SHIPMENT_CATCH_UP, Frames.PART_CATCH_UP, settings.waiting().catchUp());
    this.snapshots =
        new ShipmentLane(
            Frames.SNAPSHOT,
            Frames.PART_SNAPSHOT,
            new TransportSettings.Lane(settings.waiting().snapshotBytes(), 0));
  }

  // ---- filling ----

  /** Dropped where too much waits already. */
  void send(String log, WireWriter message) {
    Control next = new Control(log, message);
    Runnable waker;
    synchronized (lock) {
      if (controlBytes + next.sizeBytes() > settings.waiting().controlBytes()) {
        counters.messagesDropped.increment();
        return;
      }
      controlBytes += next.sizeBytes();
      control.addLast(next);
      waker = waker();
    }
    waker.run();
  }

  /**
   * @param head see {@link Shipment}
   */
  CompletionStage<Void> ship(String log, WireWriter head, LogSlice batches, Priority priority) {
    Shipment shipment = new Shipment(log, head, batches, new CompletableFuture<>());
    ShipmentLane lane = laneOf(priority);
    boolean reserved;
    boolean waits;
    synchronized (lock) {
      reserved = lane.reserve(shipment.sizeBytes());
      waits = !reserved && lane.letWait(shipment);
    }
    if (reserved) {
      read(lane, shipment);
      return ROOM;
    }
    if (waits) {
      refill(lane);
      return shipment.room();
    }
    drop(shipment);
    return ROOM;
  }

  /** Dropped where too many wait already. */
  void sendSnapshot(String log, ByteBuffer snapshot) {
    int sizeBytes = snapshot.remaining();
    WireWriter head = new WireWriter(Integer.BYTES).putVarint(sizeBytes);
    Runnable waker;
    synchronized (lock) {
      if (!snapshots.reserve(sizeBytes)) {
        counters.shipmentsDropped.increment();
        return;
      }
      snapshots.add(new Loaded(log, head, sizeBytes, snapshot));
      waker = waker();
    }
    waker.run();
  }

  private ShipmentLane laneOf(Priority priority) {
    return switch (priority) {
      case LIVE -> live;
      case CATCH_UP -> catchUp;
    };
  }

  /** Room for it is reserved. */
  private void read(ShipmentLane lane, Shipment shipment) {
    int sizeBytes = shipment.sizeBytes();
    Optional<Loaded> loaded = load(shipment);
    Runnable waker = () -> {};
    synchronized (lock) {
      if (loaded.isPresent()) {
        lane.add(loaded.get());
        waker = waker();
      } else {
        lane.giveBack(sizeBytes);
      }
    }
    waker.run();
    shipment.room().complete(null);
  }

  private Optional<Loaded> load(Shipment shipment) {
    try {
      return Optional.of(shipment.load());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Batches of log '{}' cannot be read to be sent", shipment.log(), e);
      counters.shipmentsDropped.increment();
      return Optional.empty();
    }
  }

  private void refill(ShipmentLane lane) {
    boolean due;
    synchronized (lock) {
      due = lane.beginRefill();
    }
    if (due) {
      reading.execute(() -> readWhileThereIsRoom(lane));
    }
  }

  private void readWhileThereIsRoom(ShipmentLane lane) {
    Optional<Shipment> next = nextToRead(lane);
    while (next.isPresent()) {
      read(lane, next.get());
      next = nextToRead(lane);
    }
  }

  private Optional<Shipment> nextToRead(ShipmentLane lane) {
    synchronized (lock) {
      return lane.nextToRead();
    }
  }

  private void drop(Shipment shipment) {
    counters.shipmentsDropped.increment();
    shipment.drop();
  }

  private Runnable waker() {
    if (!empty) {
      return () -> {};
    }
    empty = false;
    return wake;
  }

  // ---- emptying ----

  /** A new connection empties it from here on. */
  void attach(Runnable newWake) {
    synchronized (lock) {
      wake = newWake;
      empty = false;
    }
  }

  /** The next write; empty where nothing waits, and then the connection is woken. */
  Optional<ByteString> take(Frames frames) {
    ByteString written;
    synchronized (lock) {
      if (control.isEmpty() && !live.hasChunk() && !catchUp.hasChunk() && !snapshots.hasChunk()) {
        empty = true;
        return Optional.empty();
      }
      Pieces pieces = new Pieces();
      writeControl(frames, pieces.heads());
      writeChunks(frames, pieces);
      written = pieces.together();
    }
    refill(live);
    refill(catchUp);
    counters.bytesSent.add(written.size());
    return Optional.of(written);
  }

  private void writeControl(Frames frames, WireWriter out) {
    Control next = control.pollFirst();
    while (next != null) {
      controlBytes -= next.sizeBytes();
      frames.putMessage(out, next.log(), next.message());
      counters.framesSent.increment();
      next = out.size() < settings.frame().chunkBytes() ? control.pollFirst() : null;
    }
  }

  /** Live goes first, but catch-up is not starved. */
  private Optional<ShipmentLane> nextLane() {
    boolean catchUpsTurn =
        liveInARow >= settings.waiting().liveChunksPerCatchUpChunk() || !live.hasChunk();
    if (catchUpsTurn && (catchUp.hasChunk() || snapshots.hasChunk())) {
      liveInARow = 0;
      // Snapshots are small and few.
      return Optional.of(snapshots.hasChunk() ? snapshots : catchUp);
    }
    if (live.hasChunk()) {
      liveInARow++;
      return Optional.of(live);
    }
    return Optional.empty();
  }

  /** As many as one large chunk takes, so that small shipments are not a write each. */
  private void writeChunks(Frames frames, Pieces pieces) {
    int room = settings.frame().chunkBytes();
    Optional<ShipmentLane> lane = nextLane();
    while (lane.isPresent()) {
      ByteBuffer chunk = lane.get().takeChunk(room, frames, pieces.heads());
      pieces.add(chunk);
      counters.framesSent.increment();
      room -= chunk.remaining() + SHIPMENT_OVERHEAD_BYTES;
      lane = room > 0 ? nextLane() : Optional.empty();
    }
  }

  // ---- breaking ----

  /** The connection broke; what has not left goes with the next one. */
  void detach() {
    synchronized (lock) {
      wake = () -> {};
      for (ShipmentLane lane : List.of(live, catchUp, snapshots)) {
        if (lane.forgetBegun()) {
          counters.shipmentsDropped.increment();
        }
      }
    }
    refill(live);
    refill(catchUp);
  }

  /** Nobody is there to take it. */
  void clear() {
    List<Shipment> unread = new ArrayList<>();
    synchronized (lock) {
      counters.messagesDropped.add(control.size());
      for (ShipmentLane lane : List.of(live, catchUp, snapshots)) {
        counters.shipmentsDropped.add(lane.shipmentsInMemory());
        unread.addAll(lane.clear());
      }
      control.clear();
      controlBytes = 0;
    }
    unread.forEach(this::drop);
  }
}
