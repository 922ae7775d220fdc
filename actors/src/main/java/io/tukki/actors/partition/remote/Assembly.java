package io.tukki.actors.partition.remote;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A load that comes in pieces. Used from one actor alone. */
final class Assembly {

  private final ByteBuffer bytes;

  Assembly(Load load) {
    this.bytes = ByteBuffer.allocate(load.totalBytes());
    bytes.put(load.firstPiece().duplicate());
  }

  /**
   * The whole load, once this piece completes it.
   *
   * @throws java.nio.BufferOverflowException if more comes than was announced
   */
  Optional<ByteBuffer> add(ByteBuffer piece) {
    bytes.put(piece.duplicate());
    return bytes.hasRemaining() ? Optional.empty() : Optional.of(bytes.flip());
  }
}
