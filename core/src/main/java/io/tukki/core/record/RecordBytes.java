package io.tukki.core.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record section of a batch as a window that moves forward: the batch's own bytes where they
 * are not compressed, else stretches that are decompressed as they are needed. A stretch is never
 * written again once it was handed out, so views of it stay good.
 */
final class RecordBytes implements AutoCloseable {

  private static final int SMALLEST_STRETCH_BYTES = 512;
  private static final int STRETCH_BYTES = 64 * 1024;

  /** From its position on, what is there and not yet taken. */
  private ByteBuffer window;

  private final int stretchBytes;
  private final long maxDecompressedBytes;
  private long decompressedBytes;
  private @Nullable InputStream source;

  private RecordBytes(
      ByteBuffer window,
      @Nullable InputStream source,
      int stretchBytes,
      long maxDecompressedBytes) {
    this.window = window;
    this.source = source;
    this.stretchBytes = stretchBytes;
    this.maxDecompressedBytes = maxDecompressedBytes;
  }

  static RecordBytes plain(ByteBuffer records) {
    return new RecordBytes(records, null, 0, 0);
  }

  static RecordBytes compressed(Codec codec, ByteBuffer records, long maxDecompressedBytes) {
    int stretchBytes = Math.clamp(4L * records.remaining(), SMALLEST_STRETCH_BYTES, STRETCH_BYTES);
    try {
      return new RecordBytes(
          ByteBuffer.allocate(0), codec.decompress(records), stretchBytes, maxDecompressedBytes);
    } catch (IOException | RuntimeException e) {
      throw notDecompressible(e);
    }
  }

  /** The bytes at hand; good until {@link #have} is called again. */
  ByteBuffer window() {
    return window;
  }

  /**
   * Decompresses on until the window holds so many bytes.
   *
   * @return false where the records end before
   * @throws InvalidBatchException if they cannot be decompressed, or to more than was allowed
   */
  boolean have(int bytes) {
    return window.remaining() >= bytes || (source != null && fill(source, bytes));
  }

  private boolean fill(InputStream from, int bytes) {
    int filled = window.remaining();
    byte[] stretch = new byte[Math.max(stretchBytes, filled)];
    window.get(stretch, 0, filled);
    while (filled < stretch.length || filled < bytes) {
      if (filled == stretch.length) {
        // By doubling what has really come, never by what a length claims.
        stretch = Arrays.copyOf(stretch, (int) Math.min(2L * filled, bytes));
      }
      int read = read(from, stretch, filled);
      if (read < 0) {
        close();
        break;
      }
      filled += read;
    }
    window = ByteBuffer.wrap(stretch, 0, filled);
    return filled >= bytes;
  }

  private int read(InputStream from, byte[] into, int start) {
    int read;
    try {
      read = from.read(into, start, into.length - start);
    } catch (IOException | RuntimeException e) {
      close();
      throw notDecompressible(e);
    }
    decompressedBytes += Math.max(0, read);
    if (decompressedBytes > maxDecompressedBytes) {
      close();
      throw new InvalidBatchException(
          "the batch decompresses to more than the allowed %d bytes"
              .formatted(maxDecompressedBytes));
    }
    return read;
  }

  private static InvalidBatchException notDecompressible(Exception cause) {
    // Some of the JDK's exceptions have no message; their name says it then.
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    return new InvalidBatchException(
        "the batch's records cannot be decompressed: " + reason, cause);
  }

  /** Gives up the decompressor; the window and views of it stay. Idempotent. */
  @Override
  public void close() {
    InputStream open = source;
    source = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing a stream over memory", e);
      }
    }
  }
}
