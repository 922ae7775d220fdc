package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A segment's indexes on disk, {@code .index} and {@code .timeindex}: written whole, never synced,
 * believed only where their checksums hold. Losing them costs a walk over the segment's headers.
 *
 * <p>The header of the first also says how far the segment was whole when it was written, and under
 * which boot: on the same boot a log need not be scanned up to there. See {@link Recovery}.
 *
 * <pre>
 * magic 4 | base offset 8 | base ordinal 8 | boot id 16 | covered: position 4, offset 8, ordinal 8,
 * greatest timestamp 8, first append 8 | entry count 4 | entries | CRC-32C of all that 4
 * </pre>
 */
final class IndexFile {

  /** What a file says besides its entries. */
  record Header(long baseOffset, long baseOrdinal, Optional<BootId> bootId, SegmentEnd covered) {}

  record Content(Header header, SegmentIndex index) {}

  private static final int OFFSETS_MAGIC = 0x544b_4931; // "TKI1"
  private static final int TIMES_MAGIC = 0x544b_5431; // "TKT1"
  private static final int HEADER_BYTES = 4 + 8 + 8 + 16 + 4 + 8 + 8 + 8 + 8 + 4;
  private static final int CRC_BYTES = 4;

  private IndexFile() {}

  static void write(LogDirectory directory, Header header, SegmentIndex index) throws IOException {
    ByteBuffer times = start(TIMES_MAGIC, header, index.times().count(), TimeIndex.ENTRY_BYTES);
    index.times().writeTo(times);
    replace(directory, header.baseOffset, SegmentName.TIME_INDEX, times);
    ByteBuffer offsets =
        start(OFFSETS_MAGIC, header, index.offsets().count(), OffsetIndex.ENTRY_BYTES);
    index.offsets().writeTo(offsets);
    replace(directory, header.baseOffset, SegmentName.INDEX, offsets);
  }

  private static ByteBuffer start(int magic, Header header, int count, int entryBytes) {
    SegmentEnd covered = header.covered;
    return ByteBuffer.allocate(HEADER_BYTES + count * entryBytes + CRC_BYTES)
        .putInt(magic)
        .putLong(header.baseOffset)
        .putLong(header.baseOrdinal)
        .put(BootId.encode(header.bootId))
        .putInt(covered.position())
        .putLong(covered.offset())
        .putLong(covered.ordinal())
        .putLong(covered.maxTimestampMs())
        .putLong(covered.firstAppendMs())
        .putInt(count);
  }

  private static void replace(
      LogDirectory directory, long baseOffset, String suffix, ByteBuffer content)
      throws IOException {
    ByteBuffer covered = content.duplicate().flip();
    content.putInt(crcOf(covered)).flip();
    SmallFile.replaceForThisBoot(
        directory.storage(), directory.path(), SegmentName.of(baseOffset, suffix), content);
  }

  private static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Both files; empty if one is missing or damaged, or if they do not belong together. */
  static Optional<Content> read(LogDirectory directory, long baseOffset) throws IOException {
    Optional<ByteBuffer> offsets = readWhole(directory, baseOffset, SegmentName.INDEX);
    Optional<ByteBuffer> times = readWhole(directory, baseOffset, SegmentName.TIME_INDEX);
    if (offsets.isEmpty() || times.isEmpty()) {
      return Optional.empty();
    }
    Optional<Header> header = header(OFFSETS_MAGIC, OffsetIndex.ENTRY_BYTES, offsets.get());
    if (header.isEmpty()
        || header.get().baseOffset != baseOffset
        || !header.equals(header(TIMES_MAGIC, TimeIndex.ENTRY_BYTES, times.get()))) {
      return Optional.empty();
    }
    return Optional.of(
        new Content(
            header.get(),
            new SegmentIndex(
                OffsetIndex.readFrom(offsets.get(), offsets.get().getInt()),
                TimeIndex.readFrom(times.get(), times.get().getInt()))));
  }

  private static Optional<ByteBuffer> readWhole(
      LogDirectory directory, long baseOffset, String suffix) throws IOException {
    Path path = directory.path().resolve(SegmentName.of(baseOffset, suffix));
    try {
      byte[] bytes = SmallFile.read(directory.storage(), path);
      int contentBytes = bytes.length - CRC_BYTES;
      if (contentBytes < HEADER_BYTES
          || ByteBuffer.wrap(bytes).getInt(contentBytes)
              != crcOf(ByteBuffer.wrap(bytes, 0, contentBytes))) {
        return Optional.empty();
      }
      return Optional.of(ByteBuffer.wrap(bytes, 0, contentBytes));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Leaves the buffer before the entry count. */
  private static Optional<Header> header(int magic, int entryBytes, ByteBuffer content) {
    if (content.getInt() != magic) {
      return Optional.empty();
    }
    long baseOffset = content.getLong();
    long baseOrdinal = content.getLong();
    Optional<BootId> bootId = BootId.decode(content);
    SegmentEnd covered =
        new SegmentEnd(
            content.getInt(),
            content.getLong(),
            content.getLong(),
            content.getLong(),
            content.getLong());
    int count = content.getInt(content.position());
    if (content.remaining() != Integer.BYTES + (long) count * entryBytes) {
      return Optional.empty();
    }
    return Optional.of(new Header(baseOffset, baseOrdinal, bootId, covered));
  }

  static void delete(LogDirectory directory, long baseOffset) throws IOException {
    Storage storage = directory.storage();
    storage.delete(directory.path().resolve(SegmentName.of(baseOffset, SegmentName.INDEX)));
    storage.delete(directory.path().resolve(SegmentName.of(baseOffset, SegmentName.TIME_INDEX)));
  }
}
