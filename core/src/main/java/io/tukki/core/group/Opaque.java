package io.tukki.core.group;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that mean something to clients alone: a member's protocol metadata, its assignment.
 * Immutable; compared by content.
 */
public final class Opaque {

  public static final Opaque EMPTY = new Opaque(new byte[0]);

  private final byte[] bytes;

  private Opaque(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy. */
  public static Opaque of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Opaque(bytes.clone());
  }

  /** Takes a copy of what remains, and leaves the buffer as it is. */
  public static Opaque of(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes.length == 0 ? EMPTY : new Opaque(bytes);
  }

  public int sizeBytes() {
    return bytes.length;
  }

  /** The bytes themselves, read-only. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never the content, which is the client's own. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
