package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk as a log needs it: the port behind which tests put a disk that tears, fills up and
 * fails.
 *
 * <p>Nothing here is durable on return except where a method says so. Every method may fail with an
 * {@link IOException}, and with {@link StorageFullException} where the device has no room left.
 * Thread-safe.
 */
public interface Storage {

  /** What a file is opened for. */
  enum Mode {
    /** The file exists; it will only be read. */
    READ,
    /** The file exists; it will be read and written. */
    READ_WRITE,
    /**
     * Made now, to be read and written; fails with {@code FileAlreadyExistsException} if it exists.
     */
    CREATE_NEW,
    /** Made now, or emptied where it exists; to be read and written. */
    CREATE_OR_EMPTY
  }

  /** An entry of a directory. */
  record Entry(String name, boolean isDirectory, long sizeBytes) {}

  /** Fails with {@code NoSuchFileException} where the mode expects a file and there is none. */
  StorageFile open(Path file, Mode mode) throws IOException;

  boolean exists(Path path) throws IOException;

  /**
   * Entries in no particular order; fails with {@code NoSuchFileException} if there is no
   * directory.
   */
  List<Entry> list(Path directory) throws IOException;

  /** Makes the directory and its missing parents; nothing happens where it exists. */
  void createDirectories(Path directory) throws IOException;

  /**
   * Removes a file or an empty directory; nothing happens where there is none. Whoever has the file
   * open can go on reading it.
   */
  void delete(Path path) throws IOException;

  /**
   * Renames, taking the place of {@code to} where that exists: at any moment, and after a crash of
   * the process, {@code to} is either the old file or the new one, whole.
   */
  void replace(Path from, Path to) throws IOException;

  /**
   * Makes the directory's entries durable: files created, renamed and deleted in it. Their content
   * is another matter, see {@link StorageFile#force()}.
   */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that can still be written on the device that holds {@code path}. */
  long usableBytes(Path path) throws IOException;
}
