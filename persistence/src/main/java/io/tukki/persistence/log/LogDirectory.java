package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;

/** Where one log lies. */
public record LogDirectory(Storage storage, Path path) {

  /** A directory that is being deleted ends with this, which no log's own name does. */
  public static final String DELETED_SUFFIX = "~deleted";

  /**
   * Deletes the directory with all that is in it, durably. It gets another name first, so that a
   * crash on the way leaves a leftover and not half a log.
   */
  public void delete() throws IOException {
    Path parent = path.resolveSibling("").toAbsolutePath();
    Path renamed = path.resolveSibling(path.getFileName() + DELETED_SUFFIX);
    if (storage.exists(renamed)) {
      deleteContent(storage, renamed);
    }
    storage.replace(path, renamed);
    storage.syncDirectory(parent);
    deleteContent(storage, renamed);
  }

  /** Deletes what interrupted deletions left behind; to be called before logs are opened. */
  public static void deleteLeftovers(Storage storage, Path logs) throws IOException {
    for (Storage.Entry entry : storage.list(logs)) {
      if (entry.isDirectory() && entry.name().endsWith(DELETED_SUFFIX)) {
        deleteContent(storage, logs.resolve(entry.name()));
      }
    }
  }

  private static void deleteContent(Storage storage, Path directory) throws IOException {
    for (Storage.Entry entry : storage.list(directory)) {
      storage.delete(directory.resolve(entry.name()));
    }
    storage.delete(directory);
  }
}
