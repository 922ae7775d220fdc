package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a log knows durably about itself: the start offset, and every segment up to the recovery
 * point with its place and size. All of that is synced before the checkpoint is, so it is never
 * ahead of the files; whatever lies behind it in the files may be whole or not.
 *
 * <p>A log closed cleanly ends exactly where its checkpoint does: then there is nothing to scan.
 *
 * @param bootId of the machine when this was written
 * @param segments in order; the last one is known up to the recovery point, which is its {@code
 *     end}
 * @param history of what is synced; empty in a checkpoint of version 1, which did not know it
 */
record Checkpoint(
    long startOffset, Optional<BootId> bootId, List<Known> segments, Optional<LogHistory> history) {

  /** A segment, as far as it is known. */
  record Known(long baseOffset, long baseOrdinal, SegmentEnd end) {}

  /** What there was to read. */
  sealed interface Found {

    record Whole(Checkpoint checkpoint) implements Found {}

    record Missing() implements Found {}

    record Damaged(String reason) implements Found {}
  }

  static final String FILE = "checkpoint";

  private static final int MAGIC = 0x544b_4350; // "TKCP"
  private static final int VERSION = 2;
  private static final int VERSION_WITHOUT_HISTORY = 1;
  private static final int HEADER_BYTES = 4 + 4 + 8 + 16 + 4;
  private static final int KNOWN_BYTES = 8 + 8 + 4 + 8 + 8 + 8 + 8;
  private static final int EPOCH_BYTES = 4 + 8;
  private static final int CRC_BYTES = 4;

  Checkpoint {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a log has a segment");
    }
  }

  /** The offset below which everything is synced. */
  long recoveryPoint() {
    return last().end().offset();
  }

  Known last() {
    return segments.get(segments.size() - 1);
  }

  ByteBuffer encode() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
                HEADER_BYTES
                    + segments.size() * KNOWN_BYTES
                    + history.map(Checkpoint::sizeOf).orElse(0)
                    + CRC_BYTES)
            .putInt(MAGIC)
            .putInt(history.isPresent() ? VERSION : VERSION_WITHOUT_HISTORY)
            .putLong(startOffset)
            .put(BootId.encode(bootId))
            .putInt(segments.size());
    for (Known known : segments) {
      bytes
          .putLong(known.baseOffset)
          .putLong(known.baseOrdinal)
          .putInt(known.end.position())
          .putLong(known.end.offset())
          .putLong(known.end.ordinal())
          .putLong(known.end.maxTimestampMs())
          .putLong(known.end.firstAppendMs());
    }
    history.ifPresent(past -> encode(past, bytes));
    return bytes.putInt(crcOf(bytes.duplicate().flip())).flip();
  }

  private static int sizeOf(LogHistory history) {
    return 2 * Integer.BYTES
        + history.epochs().size() * EPOCH_BYTES
        + history.controls().size() * Long.BYTES;
  }

  private static void encode(LogHistory history, ByteBuffer into) {
    into.putInt(history.epochs().size());
    history.epochs().forEach(start -> into.putInt(start.epoch()).putLong(start.offset()));
    into.putInt(history.controls().size());
    history.controls().forEach(into::putLong);
  }

  /** The checksum held, so what is announced is there. */
  private static LogHistory decodeHistory(ByteBuffer content) {
    List<LogHistory.EpochStart> epochs = new ArrayList<>();
    for (int left = content.getInt(); left > 0; left--) {
      epochs.add(new LogHistory.EpochStart(content.getInt(), content.getLong()));
    }
    List<Long> controls = new ArrayList<>();
    for (int left = content.getInt(); left > 0; left--) {
      controls.add(content.getLong());
    }
    return new LogHistory(epochs, controls);
  }

  static Found decode(byte[] bytes) {
    int contentBytes = bytes.length - CRC_BYTES;
    if (contentBytes < HEADER_BYTES + KNOWN_BYTES
        || ByteBuffer.wrap(bytes).getInt(contentBytes)
            != crcOf(ByteBuffer.wrap(bytes, 0, contentBytes))) {
      return new Found.Damaged("its checksum does not match");
    }
    ByteBuffer content = ByteBuffer.wrap(bytes, 0, contentBytes);
    int magic = content.getInt();
    int version = content.getInt();
    if (magic != MAGIC || (version != VERSION && version != VERSION_WITHOUT_HISTORY)) {
      return new Found.Damaged("it is no checkpoint of a known version");
    }
    long startOffset = content.getLong();
    Optional<BootId> bootId = BootId.decode(content);
    int count = content.getInt();
    long knownBytes = count * (long) KNOWN_BYTES;
    if (content.remaining() < knownBytes
        || (version == VERSION_WITHOUT_HISTORY && content.remaining() != knownBytes)) {
      return new Found.Damaged("it does not hold what it announces");
    }
    List<Known> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      segments.add(
          new Known(
              content.getLong(),
              content.getLong(),
              new SegmentEnd(
                  content.getInt(),
                  content.getLong(),
                  content.getLong(),
                  content.getLong(),
                  content.getLong())));
    }
    Optional<LogHistory> history =
        version == VERSION ? Optional.of(decodeHistory(content)) : Optional.empty();
    return new Found.Whole(new Checkpoint(startOffset, bootId, segments, history));
  }

  private static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static Found read(LogDirectory directory) throws IOException {
    Path path = directory.path().resolve(FILE);
    try {
      return decode(SmallFile.read(directory.storage(), path));
    } catch (NoSuchFileException e) {
      return new Found.Missing();
    }
  }

  void write(LogDirectory directory) throws IOException {
    SmallFile.replaceDurably(directory.storage(), directory.path(), FILE, encode());
  }

  /** Whether the segment that starts here is among those that are known. */
  boolean knows(long baseOffset) {
    return segments.stream().anyMatch(known -> known.baseOffset == baseOffset);
  }
}
