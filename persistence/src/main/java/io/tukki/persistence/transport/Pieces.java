package io.tukki.persistence.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * One write in the making: frames' heads, with bytes of batches between them that are not copied.
 */
final class Pieces {

  private static final int EXPECTED_HEAD_BYTES = 256;

  private final WireWriter heads = new WireWriter(EXPECTED_HEAD_BYTES);
  private final List<Chunk> chunks = new ArrayList<>();

  /** Goes in behind so many bytes of heads. */
  private record Chunk(int headBytes, ByteBuffer bytes) {}

  /** What is written here comes behind all chunks so far. */
  WireWriter heads() {
    return heads;
  }

  void add(ByteBuffer chunk) {
    chunks.add(new Chunk(heads.size(), chunk));
  }

  /** To be called once. */
  ByteString together() {
    ByteString all = ByteString.emptyByteString();
    int from = 0;
    for (Chunk chunk : chunks) {
      all = all.concat(heads(from, chunk.headBytes())).concat(bytes(chunk.bytes()));
      from = chunk.headBytes();
    }
    return all.concat(heads(from, heads.size()));
  }

  private ByteString heads(int from, int to) {
    return ByteString.fromArrayUnsafe(heads.array(), from, to - from);
  }

  private static ByteString bytes(ByteBuffer chunk) {
    return chunk.hasArray()
        ? ByteString.fromArrayUnsafe(
            chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining())
        : ByteString.fromByteBuffer(chunk);
  }
}
