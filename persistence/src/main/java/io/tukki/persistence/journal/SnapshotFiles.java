package io.tukki.persistence.journal;

import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The snapshots in an entity's directory: {@code snapshot-<sequence number>}, each written beside
 * its place and moved there, so that a file of that name is either whole or damaged later. Blocks
 * on the disk. Thread-safe.
 */
final class SnapshotFiles {

  private static final String PREFIX = "snapshot-";

  /** What a crash leaves behind with this ending is removed when the log is opened. */
  private static final String UNFINISHED_SUFFIX = ".tmp";

  private final Storage storage;
  private final AtomicLong saves = new AtomicLong();

  SnapshotFiles(Storage storage) {
    this.storage = storage;
  }

  /**
   * Replaces the snapshot with the same sequence number.
   *
   * @param durable whether it must survive a power cut when this returns
   */
  void save(Path directory, long sequenceNr, ByteBuffer content, boolean durable)
      throws IOException {
    storage.createDirectories(directory);
    // Numbered, because two incarnations of an entity may save the same state at once.
    Path unfinished =
        directory.resolve(PREFIX + sequenceNr + "." + saves.incrementAndGet() + UNFINISHED_SUFFIX);
    try {
      write(unfinished, content, durable);
      storage.replace(unfinished, pathOf(directory, sequenceNr));
      if (durable) {
        storage.syncDirectory(directory);
      }
    } catch (IOException e) {
      storage.delete(unfinished);
      throw e;
    }
  }

  private void write(Path path, ByteBuffer content, boolean durable) throws IOException {
    try (StorageFile file = storage.open(path, Storage.Mode.CREATE_OR_EMPTY)) {
      ByteBuffer[] sources = {content};
      long position = 0;
      while (content.hasRemaining()) {
        position += file.write(position, sources, 0, 1);
      }
      if (durable) {
        file.force();
      }
    }
  }

  /** Sequence numbers, the greatest first. */
  List<Long> sequenceNrs(Path directory) throws IOException {
    List<String> names;
    try {
      names = storage.list(directory).stream().map(Storage.Entry::name).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return names.stream()
        .filter(SnapshotFiles::isSnapshot)
        .map(name -> Long.parseLong(name.substring(PREFIX.length())))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static boolean isSnapshot(String name) {
    return name.startsWith(PREFIX)
        && name.length() > PREFIX.length()
        && name.length() <= PREFIX.length() + 18
        && name.chars().skip(PREFIX.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  ByteBuffer read(Path directory, long sequenceNr) throws IOException {
    try (StorageFile file = storage.open(pathOf(directory, sequenceNr), Storage.Mode.READ)) {
      ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
      while (content.hasRemaining() && file.read(content.position(), content) > 0) {
        // Reads may be short.
      }
      return content.flip();
    }
  }

  /** Nothing happens where there is none. */
  void delete(Path directory, long sequenceNr) throws IOException {
    storage.delete(pathOf(directory, sequenceNr));
  }

  private static Path pathOf(Path directory, long sequenceNr) {
    return directory.resolve(PREFIX + sequenceNr);
  }
}
