package io.tukki.persistence.log;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.StoredBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks over the headers of a stretch of a segment and never reads more of the records than comes
 * along by chance. Checks that each header makes sense and that offsets go on without a gap.
 *
 * <p>Stands before the first batch until {@link #next()}. Not thread-safe.
 */
final class HeaderCursor {

  /** Where batches are small, many headers come with one read. */
  private static final int CHUNK_BYTES = 16 * 1024;

  /** Batches of this size and more are stepped over rather than read through. */
  private static final int SMALL_BATCH_BYTES = 2 * 1024;

  private static final int LARGE_BATCH_CHUNK_BYTES = 128;

  private final StorageFile file;
  private final int limit;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int bufferPosition;

  private int position;
  private int batchBytes;
  private long offset;
  private long nextOffset;
  private long ordinal;
  private long nextOrdinal;

  /**
   * @param offset of the batch that starts at {@code position}
   * @param ordinal likewise
   * @param limit where the stretch ends; a batch boundary
   */
  HeaderCursor(StorageFile file, int position, long offset, long ordinal, int limit) {
    this.file = file;
    this.limit = limit;
    this.position = position;
    this.nextOffset = offset;
    this.nextOrdinal = ordinal;
  }

  /**
   * Steps onto the next batch, if there is one before the limit.
   *
   * @throws DamageException if what lies there is no header that can follow
   */
  boolean next() throws IOException {
    int at = endPosition();
    if (at >= limit) {
      return false;
    }
    ByteBuffer header = headerAt(at);
    int index = at - bufferPosition;
    checkHeader(header, index, at);
    position = at;
    batchBytes = BatchHeader.LENGTH_PREFIX_BYTES + header.getInt(index + BatchHeader.BATCH_LENGTH);
    offset = nextOffset;
    nextOffset = offset + header.getInt(index + BatchHeader.LAST_OFFSET_DELTA) + 1;
    ordinal = nextOrdinal++;
    return true;
  }

  /** Steps on until a batch ends behind the offset; false where none does before the limit. */
  boolean seekOffset(long wanted) throws IOException {
    while (next()) {
      if (nextOffset > wanted) {
        return true;
      }
    }
    return false;
  }

  private ByteBuffer headerAt(int at) throws IOException {
    if (limit - at < BatchHeader.HEADER_BYTES) {
      throw damage(at, "%d bytes are no batch".formatted(limit - at));
    }
    int index = at - bufferPosition;
    if (buffer.limit() == 0 || index + BatchHeader.HEADER_BYTES > buffer.limit()) {
      fill(at);
    }
    return buffer;
  }

  private void fill(int at) throws IOException {
    int wanted = batchBytes >= SMALL_BATCH_BYTES ? LARGE_BATCH_CHUNK_BYTES : CHUNK_BYTES;
    int size = Math.min(wanted, limit - at);
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocate(size);
    }
    buffer.clear().limit(size);
    try {
      SmallFile.readFully(file, at, buffer);
    } catch (java.io.EOFException e) {
      throw damage(at, "the file ends before " + limit);
    }
    bufferPosition = at;
  }

  private void checkHeader(ByteBuffer header, int index, int at) throws DamageException {
    int length = header.getInt(index + BatchHeader.BATCH_LENGTH);
    if (header.get(index + BatchHeader.MAGIC_AT) != BatchHeader.MAGIC
        || length < BatchHeader.HEADER_BYTES - BatchHeader.LENGTH_PREFIX_BYTES
        || length > limit - at - BatchHeader.LENGTH_PREFIX_BYTES
        || header.getInt(index + BatchHeader.LAST_OFFSET_DELTA) < 0) {
      throw damage(at, "no batch starts there");
    }
    long found = header.getLong(index + BatchHeader.BASE_OFFSET);
    if (found != nextOffset) {
      throw damage(at, "a batch has offset %d where %d must follow".formatted(found, nextOffset));
    }
  }

  private DamageException damage(int at, String what) {
    return new DamageException(nextOffset, "at %d: %s".formatted(at, what));
  }

  int position() {
    return position;
  }

  /** Where the batch ends, or, before the first, where that starts. */
  int endPosition() {
    return position + batchBytes;
  }

  long offset() {
    return offset;
  }

  /** The offset behind the batch, or, before the first, where that starts. */
  long nextOffset() {
    return nextOffset;
  }

  long ordinal() {
    return ordinal;
  }

  /** The ordinal behind the batch, or, before the first, of that. */
  long nextOrdinal() {
    return nextOrdinal;
  }

  long maxTimestampMs() {
    return buffer.getLong(position - bufferPosition + BatchHeader.MAX_TIMESTAMP);
  }

  StoredBatchHeader header() {
    return StoredBatchHeader.copyOf(buffer.duplicate().position(position - bufferPosition));
  }
}
