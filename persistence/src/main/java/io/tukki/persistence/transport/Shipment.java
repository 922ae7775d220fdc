package io.tukki.persistence.transport;

import io.tukki.core.log.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Batches on their way to one node: in the file, then in memory.
 *
 * @param head first ordinal, bytes to come, message: what the frame says before the parts
 * @param room completes when the shipment was read or dropped
 */
record Shipment(String log, WireWriter head, LogSlice batches, CompletableFuture<Void> room) {

  int sizeBytes() {
    return batches.sizeBytes();
  }

  /** Whatever happens, the slice is closed. */
  Loaded load() throws IOException {
    try (batches) {
      return new Loaded(log, head, batches.sizeBytes(), batches.toByteBuffer());
    }
  }

  void drop() {
    batches.close();
    room.complete(null);
  }

  /**
   * In memory.
   *
   * @param rest the bytes that have not left yet
   */
  record Loaded(String log, WireWriter head, int sizeBytes, ByteBuffer rest) {}
}
