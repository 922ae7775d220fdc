package io.tukki.persistence.transport;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads what {@link WireWriter} wrote, and believes nothing: no number is taken for a size before
 * it is known that so many bytes are there.
 */
final class WireReader {

  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = 0x7f;
  private static final int VARINT_MORE = 0x80;
  private static final int REPLICA_LEAST_BYTES = 1 + 2 * Long.BYTES;

  private final ByteBuffer bytes;

  WireReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  int getByte() {
    try {
      return bytes.get() & 0xff;
    } catch (BufferUnderflowException e) {
      throw cutShort(e);
    }
  }

  boolean getBoolean() {
    int value = getByte();
    if (value > 1) {
      throw new ProtocolException("a yes or no is " + value);
    }
    return value == 1;
  }

  int getInt() {
    try {
      return bytes.getInt();
    } catch (BufferUnderflowException e) {
      throw cutShort(e);
    }
  }

  long getLong() {
    try {
      return bytes.getLong();
    } catch (BufferUnderflowException e) {
      throw cutShort(e);
    }
  }

  long getVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
      int next = getByte();
      value |= (long) (next & VARINT_MASK) << shift;
      if ((next & VARINT_MORE) == 0) {
        return value;
      }
    }
    throw new ProtocolException("a number does not end");
  }

  /** A varint that is an {@code int} and not negative. */
  int getSmallVarint() {
    long value = getVarint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new ProtocolException("a small number is " + value);
    }
    return (int) value;
  }

  UUID getUuid() {
    return new UUID(getLong(), getLong());
  }

  ReplicaId getReplica() {
    return new ReplicaId(new NodeId(getSmallVarint()), new DirectoryId(getUuid()));
  }

  List<ReplicaId> getReplicas() {
    return getList(REPLICA_LEAST_BYTES, WireReader::getReplica);
  }

  /**
   * @param leastBytes that any element takes, so that a count can be refused before a list is made
   */
  <T> List<T> getList(int leastBytes, Function<WireReader, T> element) {
    int count = getSmallVarint();
    if (count > bytes.remaining() / leastBytes) {
      throw new ProtocolException("a list of %d in %d bytes".formatted(count, bytes.remaining()));
    }
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(element.apply(this));
    }
    return list;
  }

  /** Everything that is left, as text. */
  String getRest() {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  void end() {
    if (bytes.hasRemaining()) {
      throw new ProtocolException(bytes.remaining() + " bytes too many");
    }
  }

  private static ProtocolException cutShort(BufferUnderflowException e) {
    return new ProtocolException("cut short", e);
  }
}
