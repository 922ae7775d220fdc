package io.tukki.core.record;

import java.nio.ByteBuffer;

/** The header of a batch that lies in a log, without its records. */
public record StoredBatchHeader(ByteBuffer headerBytes) implements BatchHeader {

  /** Copies the 61 bytes that start at the buffer's position, which is left alone. */
  public static StoredBatchHeader copyOf(ByteBuffer buffer) {
    byte[] header = new byte[HEADER_BYTES];
    buffer.get(buffer.position(), header);
    return new StoredBatchHeader(ByteBuffer.wrap(header));
  }
}
