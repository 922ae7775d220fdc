package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.replica.Input.Shipped;
import io.tukki.persistence.replication.replica.Output.Ship;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a replica wants to send, checks it, and hands it to the transport; or hands over at
 * once what was only just written.
 */
final class Shipping {

  private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);

  /** Nothing was read, so that nothing is on its way. */
  private static final long NOWHERE = -1;

  /** What became of a shipment; called on any thread. */
  interface Done {
    void shipped(Shipped shipped);

    /** As the other, but within the step that asked for it. */
    void shippedAtOnce(Shipped shipped);

    void damaged(long offset);
  }

  /** Where the last shipment to a replica ended, which is where the next one mostly starts. */
  private record Place(long offset, long ordinal) {}

  private final String log;
  private final Node node;
  private final LogHandle handle;
  private final Fresh fresh;
  private final ConcurrentMap<ReplicaId, Place> places = new ConcurrentHashMap<>();

  Shipping(String log, Node node, LogHandle handle, Fresh fresh) {
    this.log = log;
    this.node = node;
    this.handle = handle;
    this.fresh = fresh;
  }

  void ship(Ship ship, Urgency urgency, Done done) {
    switch (urgency) {
      case LIVE -> {
        if (!shipFresh(ship, done)) {
          submit(ship, urgency, done);
        }
      }
      case AWAITED -> submit(ship, urgency, done);
      // Before the dock, so that whoever waits here keeps no berth from others.
      case COPY -> node.copying().request(ship.maxBytes(), () -> submit(ship, urgency, done));
    }
  }

  /** False where it must be read, or wait for its turn. */
  private boolean shipFresh(Ship ship, Done done) {
    Optional<Fresh.Run> found = fresh.between(ship.fromOffset(), ship.limitOffset());
    if (found.isEmpty()) {
      return false;
    }
    Fresh.Run run = found.get();
    Docks.Dock dock = node.docks().of(ship.to(), Transport.Priority.LIVE);
    if (!dock.enter()) {
      return false;
    }
    places.put(ship.to(), new Place(run.endOffset(), run.firstOrdinal() + run.count()));
    Shipped shipped =
        new Shipped(ship.to(), ship.incarnation(), ship.fromOffset(), run.endOffset());
    CompletableFuture<Void> room =
        handOver(ship, Transport.Priority.LIVE, run.firstOrdinal(), run.bytes(), run.endOffset())
            .toCompletableFuture();
    if (room.isDone()) {
      dock.left();
      done.shippedAtOnce(shipped);
    } else {
      var unused =
          room.whenComplete(
              (there, failure) -> {
                dock.left();
                done.shipped(shipped);
              });
    }
    return true;
  }

  private void submit(Ship ship, Urgency urgency, Done done) {
    Transport.Priority priority = urgency.priority();
    node.docks().of(ship.to(), priority).submit(() -> load(ship, urgency, done));
  }

  /** The log may be another one at the same offsets. */
  void forget() {
    places.clear();
  }

  /** Completes when there is room for the next shipment. */
  private CompletionStage<Void> load(Ship ship, Urgency urgency, Done done) {
    try {
      ByteBuffer bytes = read(ship, urgency);
      if (!bytes.hasRemaining()) {
        return nothing(ship, done);
      }
      Checked checked = check(bytes, ship.fromOffset());
      if (checked.count() == 0) {
        done.damaged(checked.nextOffset());
        return nothing(ship, done);
      }
      return send(ship, urgency.priority(), bytes.slice(0, checked.sizeBytes()), checked, done);
    } catch (LogOfflineException e) {
      // Closed, failed, or damaged: whoever found that has told. The follower asks again.
      LOG.debug("Log '{}' cannot be read to be sent", log, e);
      return nothing(ship, done);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Log '{}' could not be read from {} on to be sent", log, ship.fromOffset(), e);
      return nothing(ship, done);
    }
  }

  private static CompletionStage<Void> nothing(Ship ship, Done done) {
    done.shipped(new Shipped(ship.to(), ship.incarnation(), NOWHERE, NOWHERE));
    return CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> send(
      Ship ship, Transport.Priority priority, ByteBuffer bytes, Checked checked, Done done)
      throws IOException {
    OptionalLong ordinal = ordinalOf(ship);
    if (ordinal.isEmpty()) {
      return nothing(ship, done);
    }
    places.put(ship.to(), new Place(checked.nextOffset(), ordinal.getAsLong() + checked.count()));
    return handOver(ship, priority, ordinal.getAsLong(), bytes, checked.nextOffset())
        .whenComplete(
            (room, failure) ->
                done.shipped(
                    new Shipped(
                        ship.to(), ship.incarnation(), ship.fromOffset(), checked.nextOffset())));
  }

  private CompletionStage<Void> handOver(
      Ship ship, Transport.Priority priority, long firstOrdinal, ByteBuffer bytes, long end) {
    node.peers().meet(ship.to());
    HeapSlice batches = new HeapSlice(bytes, end);
    return node.transport().ship(ship.to(), log, ship.header(), firstOrdinal, batches, priority);
  }

  private ByteBuffer read(Ship ship, Urgency urgency) throws IOException {
    int usedBytes = 0;
    try {
      ByteBuffer bytes = read(ship);
      usedBytes = bytes.remaining();
      return bytes;
    } finally {
      if (urgency == Urgency.COPY) {
        node.copying().settle(ship.maxBytes(), usedBytes);
      }
    }
  }

  private ByteBuffer read(Ship ship) throws IOException {
    return handle.use(
        open -> {
          Result<LogSlice> found =
              open.read(ship.fromOffset(), ship.maxBytes(), ship.limitOffset());
          return switch (found) {
            // Cut or deleted since; the replica knows by now.
            case Result.Refused<LogSlice> refused -> ByteBuffer.allocate(0);
            case Result.Ok<LogSlice>(LogSlice slice) -> {
              try (slice) {
                yield slice.toByteBuffer();
              }
            }
          };
        });
  }

  /** How much of what was read is sound. */
  private record Checked(int count, int sizeBytes, long nextOffset) {}

  private static Checked check(ByteBuffer bytes, long fromOffset) {
    int count = 0;
    int position = 0;
    long offset = fromOffset;
    while (position < bytes.limit()) {
      try {
        RecordBatch batch = RecordBatch.wrap(bytes.duplicate().position(position));
        batch.verify();
        if (batch.baseOffset() != offset) {
          return new Checked(count, position, offset);
        }
        offset = batch.nextOffset();
        position += batch.sizeBytes();
        count++;
      } catch (InvalidBatchException e) {
        return new Checked(count, position, offset);
      }
    }
    return new Checked(count, position, offset);
  }

  private OptionalLong ordinalOf(Ship ship) throws IOException {
    Place last = places.get(ship.to());
    return last != null && last.offset() == ship.fromOffset()
        ? OptionalLong.of(last.ordinal())
        : handle.use(open -> open.ordinalOf(ship.fromOffset()));
  }
}
