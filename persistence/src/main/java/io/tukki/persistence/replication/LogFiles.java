package io.tukki.persistence.replication;

import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The directories of logs, as a whole: which there are, and how one that is not open goes. */
final class LogFiles {

  private static final String SEGMENT_SUFFIX = ".log";

  private final Storage storage;
  private final Path logsPath;

  LogFiles(Storage storage, Path logsPath) {
    this.storage = storage;
    this.logsPath = logsPath;
  }

  Stream<String> logNames() throws IOException {
    return storage.list(logsPath).stream()
        .filter(Storage.Entry::isDirectory)
        .map(Storage.Entry::name);
  }

  /** Whether a log was ever opened there; an entity's snapshots alone make no log. */
  boolean isLog(Path directory) throws IOException {
    try {
      return storage.list(directory).stream()
          .anyMatch(entry -> entry.name().endsWith(SEGMENT_SUFFIX));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Deletes a log's directory, if it is there. */
  void delete(Path directory) throws IOException {
    if (!storage.exists(directory)) {
      return;
    }
    new LogDirectory(storage, directory).delete();
  }

  Path directoryOf(String name) {
    return logsPath.resolve(name);
  }

  void removeHalfDeleted() throws IOException {
    LogDirectory.deleteLeftovers(storage, logsPath);
  }
}
