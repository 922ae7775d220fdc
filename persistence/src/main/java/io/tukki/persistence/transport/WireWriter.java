package io.tukki.persistence.transport;

import io.tukki.core.id.ReplicaId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** Bytes in the order in which they go on the wire; grows as needed. */
final class WireWriter {

  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = 0x7f;
  private static final int VARINT_MORE = 0x80;

  private byte[] bytes;
  private int size;

  WireWriter(int expectedBytes) {
    this.bytes = new byte[Math.max(expectedBytes, Long.BYTES)];
  }

  int size() {
    return size;
  }

  /** The bytes written, in the first {@link #size()} places; not copied. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  WireWriter putByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  WireWriter putBoolean(boolean value) {
    return putByte(value ? 1 : 0);
  }

  WireWriter putInt(int value) {
    ensure(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(size, value);
    size += Integer.BYTES;
    return this;
  }

  WireWriter putLong(long value) {
    ensure(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(size, value);
    size += Long.BYTES;
    return this;
  }

  /** Seven bits at a time, the lowest first; small numbers, which most are, take a byte or two. */
  WireWriter putVarint(long value) {
    long rest = value;
    while ((rest & ~(long) VARINT_MASK) != 0) {
      putByte((int) (rest & VARINT_MASK) | VARINT_MORE);
      rest >>>= VARINT_BITS;
    }
    return putByte((int) rest);
  }

  WireWriter putBytes(byte[] more) {
    ensure(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  WireWriter putAll(WireWriter other) {
    ensure(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
    return this;
  }

  WireWriter putUuid(UUID value) {
    return putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
  }

  WireWriter putReplica(ReplicaId replica) {
    return putVarint(replica.node().value()).putUuid(replica.directory().value());
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), size + more));
    }
  }
}
