package io.tukki.actors.partition.remote;

import java.nio.ByteBuffer;

/**
 * The bytes of batches on their way. A frame of Artery's holds a bounded number of bytes, and a
 * topic may allow larger batches: the message carries the first piece, and {@link ToServer.More} or
 * {@link ToClient.More} the rest, in order.
 *
 * @param totalBytes of all pieces together
 */
record Load(int totalBytes, ByteBuffer firstPiece) {

  /**
   * The first piece of these bytes.
   *
   * @param bytes from position to limit, which nobody changes any more
   */
  static Load of(ByteBuffer bytes, int pieceBytes) {
    int first = Math.min(bytes.remaining(), pieceBytes);
    return new Load(bytes.remaining(), bytes.slice(bytes.position(), first));
  }

  boolean isWhole() {
    return firstPiece.remaining() == totalBytes;
  }

  /** Takes the pieces behind the first. */
  @FunctionalInterface
  interface Pieces {
    void next(ByteBuffer piece);
  }

  /** Cuts what {@link #of} left behind. */
  static void rest(ByteBuffer bytes, int pieceBytes, Pieces pieces) {
    for (int at = bytes.position() + pieceBytes; at < bytes.limit(); at += pieceBytes) {
      pieces.next(bytes.slice(at, Math.min(pieceBytes, bytes.limit() - at)));
    }
  }
}
