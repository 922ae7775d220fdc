package io.tukki.persistence.log;

import io.tukki.persistence.log.LogFiles.SegmentEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps aside what is about to be cut from a damaged log: the bytes from the first bad one on, as
 * they lie in the segments, in one file named by the offset that was expected there. Whoever wants
 * to know what happened, or what only this copy had, finds it there; nothing else reads it.
 */
final class Quarantine {

  static final String SUFFIX = ".quarantine";

  private static final int CHUNK_BYTES = 1 << 20;

  private final LogDirectory directory;
  private final long maxBytes;

  /**
   * @param maxBytes of all files that are kept aside for this log; older ones go first
   */
  Quarantine(LogDirectory directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps the rest of one segment and those behind it, durably, as far as the bound allows. Bytes
   * that the device does not give back are left out.
   *
   * @throws StorageFullException if there is no room; nothing may be cut then
   */
  void keep(long offset, SegmentEntry damaged, long position, List<SegmentEntry> behind)
      throws IOException {
    long wanted = damaged.sizeBytes() - position;
    for (SegmentEntry entry : behind) {
      wanted += entry.sizeBytes();
    }
    String name = SegmentName.of(offset, SUFFIX);
    long bytes = Math.min(wanted, maxBytes);
    // What an interrupted repair has kept is more than what it left.
    if (bytes <= 0 || sizeOf(name) >= bytes) {
      return;
    }
    makeRoom(name, bytes);
    String unfinished = name + SmallFile.UNFINISHED;
    try (StorageFile target = open(unfinished, Storage.Mode.CREATE_OR_EMPTY)) {
      long kept = copy(damaged, position, target, 0, bytes);
      for (SegmentEntry entry : behind) {
        kept = copy(entry, 0, target, kept, bytes);
      }
      target.force();
    } catch (StorageFullException e) {
      directory.storage().delete(directory.path().resolve(unfinished));
      throw e;
    }
    directory
        .storage()
        .replace(directory.path().resolve(unfinished), directory.path().resolve(name));
    directory.storage().syncDirectory(directory.path());
  }

  private StorageFile open(String name, Storage.Mode mode) throws IOException {
    return directory.storage().open(directory.path().resolve(name), mode);
  }

  private long sizeOf(String name) throws IOException {
    return kept().stream()
        .filter(entry -> entry.name().equals(name))
        .mapToLong(Storage.Entry::sizeBytes)
        .sum();
  }

  private List<Storage.Entry> kept() throws IOException {
    return new ArrayList<>(
        directory.storage().list(directory.path()).stream()
            .filter(entry -> entry.name().endsWith(SUFFIX))
            .sorted(Comparator.comparing(Storage.Entry::name))
            .toList());
  }

  private void makeRoom(String name, long bytes) throws IOException {
    List<Storage.Entry> others = kept();
    others.removeIf(entry -> entry.name().equals(name));
    long total = others.stream().mapToLong(Storage.Entry::sizeBytes).sum();
    for (Storage.Entry entry : others) {
      if (total + bytes > maxBytes) {
        directory.storage().delete(directory.path().resolve(entry.name()));
        total -= entry.sizeBytes();
      }
    }
  }

  /** Copies until the source ends or so much is there. */
  private long copy(SegmentEntry source, long from, StorageFile target, long at, long limit)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long position = from;
    long written = at;
    try (StorageFile file = open(source.name(), Storage.Mode.READ)) {
      while (written < limit && position < source.sizeBytes()) {
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, limit - written));
        int count = read(file, position, chunk);
        if (count == 0) {
          break;
        }
        position += count;
        SmallFile.writeFully(target, written, chunk.flip());
        written += count;
      }
    }
    return written;
  }

  /** Nothing where the device fails: what it does not give cannot be kept. */
  private static int read(StorageFile file, long position, ByteBuffer into) {
    try {
      return file.read(position, into);
    } catch (IOException e) {
      return 0;
    }
  }
}
