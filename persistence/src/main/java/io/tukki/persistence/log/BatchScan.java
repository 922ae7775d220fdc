package io.tukki.persistence.log;

import io.tukki.core.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a stretch of a segment once from front to back and checks every batch: its header, its
 * place in the sequence of offsets, its CRC.
 */
final class BatchScan {

  /**
   * @param end behind the last good batch
   * @param badness what is wrong with the bytes there; empty where the stretch ends there
   */
  record Result(SegmentEnd end, Optional<String> badness) {}

  private static final int WINDOW_BYTES = 1 << 20;

  private final StorageFile file;
  private final long limit;
  private final ByteBuffer window;
  private long windowPosition;

  BatchScan(StorageFile file, long position, long limit) {
    this.file = file;
    this.limit = limit;
    this.windowPosition = position;
    this.window =
        ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, Math.max(1, limit - position))).limit(0);
  }

  /** Scans from a known place to the limit, or to the first batch that is not good. */
  Result from(SegmentEnd known) throws IOException {
    SegmentEnd at = known;
    while (at.position() < limit) {
      Optional<String> badness = badnessAt(at.position(), at.offset());
      if (badness.isPresent()) {
        return new Result(at, badness);
      }
      at = behindBatch(at);
    }
    return new Result(at, Optional.empty());
  }

  /** The header is in the scan's own copy since {@link #badnessAt} found nothing wrong. */
  private SegmentEnd behindBatch(SegmentEnd at) {
    long timestampMs = header.getLong(BatchHeader.MAX_TIMESTAMP);
    return new SegmentEnd(
        at.position() + BatchHeader.LENGTH_PREFIX_BYTES + header.getInt(BatchHeader.BATCH_LENGTH),
        at.offset() + header.getInt(BatchHeader.LAST_OFFSET_DELTA) + 1,
        at.ordinal() + 1,
        Math.max(at.maxTimestampMs(), timestampMs),
        at.isEmpty() ? timestampMs : at.firstAppendMs());
  }

  private final ByteBuffer header = ByteBuffer.allocate(BatchHeader.HEADER_BYTES);

  private Optional<String> badnessAt(long position, long expectedOffset) throws IOException {
    if (limit - position < BatchHeader.HEADER_BYTES) {
      return Optional.of("%d bytes are no batch".formatted(limit - position));
    }
    header.clear();
    copy(position, header);
    long sizeBytes =
        BatchHeader.LENGTH_PREFIX_BYTES + (long) header.getInt(BatchHeader.BATCH_LENGTH);
    if (header.get(BatchHeader.MAGIC_AT) != BatchHeader.MAGIC
        || sizeBytes < BatchHeader.HEADER_BYTES
        || header.getInt(BatchHeader.LAST_OFFSET_DELTA) < 0) {
      return Optional.of("no batch starts there");
    }
    if (sizeBytes > limit - position) {
      return Optional.of(
          "a batch of %d bytes has only %d of them".formatted(sizeBytes, limit - position));
    }
    if (!crcHolds(position, sizeBytes, header.getInt(BatchHeader.CRC))) {
      return Optional.of("the batch's CRC does not match its content");
    }
    long offset = header.getLong(BatchHeader.BASE_OFFSET);
    return offset == expectedOffset
        ? Optional.empty()
        : Optional.of(
            "a batch has offset %d where %d must follow".formatted(offset, expectedOffset));
  }

  private boolean crcHolds(long position, long sizeBytes, int expected) throws IOException {
    CRC32C crc = new CRC32C();
    long at = position + BatchHeader.ATTRIBUTES;
    long end = position + sizeBytes;
    while (at < end) {
      have(at);
      int index = (int) (at - windowPosition);
      int length = (int) Math.min(window.limit() - index, end - at);
      crc.update(window.array(), index, length);
      at += length;
    }
    return (int) crc.getValue() == expected;
  }

  private void copy(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      have(at);
      int index = (int) (at - windowPosition);
      int length = Math.min(window.limit() - index, target.remaining());
      target.put(window.array(), index, length);
      at += length;
    }
  }

  /** Brings at least one byte at the position into the window. */
  private void have(long position) throws IOException {
    if (position < windowPosition || position >= windowPosition + window.limit()) {
      window.clear().limit((int) Math.min(window.capacity(), limit - position));
      SmallFile.readFully(file, position, window);
      windowPosition = position;
    }
  }

  /**
   * Looks for a batch anywhere in the stretch that could stand behind this offset: byte by byte,
   * since damage may have taken away where batches start.
   *
   * @return where there is one
   */
  Optional<Long> findBatch(long from, long lowestOffset) throws IOException {
    for (long at = from; at + BatchHeader.HEADER_BYTES <= limit; at++) {
      have(at + BatchHeader.MAGIC_AT);
      byte magic = window.get((int) (at + BatchHeader.MAGIC_AT - windowPosition));
      if (magic == BatchHeader.MAGIC && isBatchFrom(at, lowestOffset)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private boolean isBatchFrom(long at, long lowestOffset) throws IOException {
    header.clear();
    copy(at, header);
    long offset = header.getLong(BatchHeader.BASE_OFFSET);
    return offset >= lowestOffset && badnessAt(at, offset).isEmpty();
  }
}
