package io.tukki.persistence.transport;

import io.tukki.persistence.transport.Shipment.Loaded;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Shipments of one priority to one node, in order. What is in memory is bounded, and so is what
 * waits in files for its turn. Guarded by the lock of its {@link Outbox}.
 */
final class ShipmentLane {

  private final int beginType;
  private final int partType;
  private final TransportSettings.Lane bounds;

  private final Deque<Shipment> inFiles = new ArrayDeque<>();
  private final Deque<Loaded> inMemory = new ArrayDeque<>();
  private long fileBytes;
  private long memoryBytes;

  /** Whether the head of the first one in memory has left on the present connection. */
  private boolean begun;

  private boolean refilling;

  ShipmentLane(int beginType, int partType, TransportSettings.Lane bounds) {
    this.beginType = beginType;
    this.partType = partType;
    this.bounds = bounds;
  }

  /** Takes room in memory for one that nobody is before; to be given back or {@link #add}ed to. */
  boolean reserve(int bytes) {
    return inFiles.isEmpty() && takeRoom(bytes);
  }

  private boolean takeRoom(int bytes) {
    if (memoryBytes > 0 && memoryBytes + bytes > bounds.memoryBytes()) {
      return false;
    }
    memoryBytes += bytes;
    return true;
  }

  void giveBack(int bytes) {
    memoryBytes -= bytes;
  }

  /** What room was reserved for. */
  void add(Loaded loaded) {
    inMemory.addLast(loaded);
  }

  boolean letWait(Shipment shipment) {
    if (fileBytes + shipment.sizeBytes() > bounds.fileBytes()) {
      return false;
    }
    fileBytes += shipment.sizeBytes();
    inFiles.addLast(shipment);
    return true;
  }

  /** Whether somebody has to call {@link #nextToRead} until it is empty. */
  boolean beginRefill() {
    if (refilling || inFiles.isEmpty() || memoryBytes >= bounds.memoryBytes()) {
      return false;
    }
    refilling = true;
    return true;
  }

  /** The next one that there is room for, which is reserved; empty ends the refill. */
  Optional<Shipment> nextToRead() {
    Shipment next = inFiles.peekFirst();
    if (next == null || !takeRoom(next.sizeBytes())) {
      refilling = false;
      return Optional.empty();
    }
    inFiles.removeFirst();
    fileBytes -= next.sizeBytes();
    return Optional.of(next);
  }

  boolean hasChunk() {
    return !inMemory.isEmpty();
  }

  /** Writes what stands before the next chunk, and takes the chunk. */
  ByteBuffer takeChunk(int maxBytes, Frames frames, WireWriter out) {
    Loaded first = inMemory.getFirst();
    if (!begun) {
      frames.putShipment(out, beginType, first.log(), first.head());
      begun = true;
    }
    ByteBuffer rest = first.rest();
    ByteBuffer chunk = rest.slice(rest.position(), Math.min(maxBytes, rest.remaining()));
    rest.position(rest.position() + chunk.remaining());
    if (chunk.hasRemaining()) {
      frames.putPartHeader(out, partType, chunk.remaining());
    }
    if (!rest.hasRemaining()) {
      removeFirst();
    }
    return chunk;
  }

  private void removeFirst() {
    memoryBytes -= inMemory.removeFirst().sizeBytes();
    begun = false;
  }

  /** The connection broke: what had left in part arrives no more. Says whether there was such. */
  boolean forgetBegun() {
    boolean lost = begun;
    if (begun) {
      removeFirst();
    }
    return lost;
  }

  /** Forgets what is in memory, and hands out what waits in files, for the caller to drop. */
  List<Shipment> clear() {
    while (!inMemory.isEmpty()) {
      removeFirst();
    }
    List<Shipment> unread = new ArrayList<>(inFiles);
    inFiles.clear();
    fileBytes = 0;
    return unread;
  }

  int shipmentsInMemory() {
    return inMemory.size();
  }
}
