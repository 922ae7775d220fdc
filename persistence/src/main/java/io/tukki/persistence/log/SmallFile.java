package io.tukki.persistence.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files that are read and written whole. */
final class SmallFile {

  /** What is being written carries this suffix until it takes its place. */
  static final String UNFINISHED = ".tmp";

  private SmallFile() {}

  static byte[] read(Storage storage, Path path) throws IOException {
    try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
      byte[] bytes = new byte[Math.toIntExact(file.size())];
      readFully(file, 0, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  /** Fills the buffer from the file. */
  static void readFully(StorageFile file, long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(at, target);
      if (count == 0) {
        throw new EOFException(
            "the file ends at %d, %d more bytes were expected".formatted(at, target.remaining()));
      }
      at += count;
    }
  }

  /** Writes all of the buffer. */
  static void writeFully(StorageFile file, long position, ByteBuffer source) throws IOException {
    ByteBuffer[] sources = {source};
    long at = position;
    while (source.hasRemaining()) {
      at += file.write(at, sources, 0, 1);
    }
  }

  /** Takes the place of what was there at once and durably, content first. */
  static void replaceDurably(Storage storage, Path directory, String name, ByteBuffer content)
      throws IOException {
    replace(storage, directory, name, content, true);
    storage.syncDirectory(directory);
  }

  /**
   * Takes the place of what was there at once, for this boot of the machine: after a crash of the
   * machine the file may hold anything, so it must be able to tell by itself that it is whole.
   */
  static void replaceForThisBoot(Storage storage, Path directory, String name, ByteBuffer content)
      throws IOException {
    replace(storage, directory, name, content, false);
  }

  private static void replace(
      Storage storage, Path directory, String name, ByteBuffer content, boolean durably)
      throws IOException {
    Path unfinished = directory.resolve(name + UNFINISHED);
    try (StorageFile file = storage.open(unfinished, Storage.Mode.CREATE_OR_EMPTY)) {
      writeFully(file, 0, content);
      if (durably) {
        file.force();
      }
    } catch (StorageFullException e) {
      // What was written takes room that is needed, and is of no use.
      storage.delete(unfinished);
      throw e;
    }
    storage.replace(unfinished, directory.resolve(name));
  }
}
