package io.tukki.persistence.log;

import io.tukki.core.log.LogOfflineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code log.meta}: the format of a log's directory, and which log it is. Written once. */
final class LogMeta {

  static final String FILE = "log.meta";

  /** Raised when an older Tukki could not read what this one writes. */
  static final int FORMAT_VERSION = 1;

  private static final String FORMAT = "format";
  private static final String ID = "id";
  private static final String KIND = "kind";

  private LogMeta() {}

  static void write(LogDirectory directory, LogIdentity identity) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(FORMAT, Integer.toString(FORMAT_VERSION));
    values.put(ID, identity.id());
    values.put(KIND, identity.kind().name());
    Path path = directory.path().resolve(FILE);
    try (StorageFile file = directory.storage().open(path, Storage.Mode.CREATE_OR_EMPTY)) {
      SmallFile.writeFully(file, 0, ByteBuffer.wrap(CheckedText.write(values)));
    }
  }

  static void force(LogDirectory directory) throws IOException {
    Path path = directory.path().resolve(FILE);
    try (StorageFile file = directory.storage().open(path, Storage.Mode.READ_WRITE)) {
      file.force();
    }
  }

  /**
   * Empty if the file is missing or damaged, which the caller can mend: it knows which log it
   * wants.
   *
   * @throws LogOfflineException if the format is not known here
   */
  static Optional<LogIdentity> read(LogDirectory directory) throws IOException {
    Optional<Map<String, String>> values = readValues(directory);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String format = values.get().getOrDefault(FORMAT, "");
    if (!format.equals(Integer.toString(FORMAT_VERSION))) {
      throw new LogOfflineException(
          "%s has format %s; this version of Tukki knows format %d"
              .formatted(directory.path(), format, FORMAT_VERSION));
    }
    try {
      return Optional.of(
          new LogIdentity(
              values.get().getOrDefault(ID, ""),
              LogIdentity.Kind.valueOf(values.get().getOrDefault(KIND, ""))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, String>> readValues(LogDirectory directory)
      throws IOException {
    try {
      return CheckedText.read(SmallFile.read(directory.storage(), directory.path().resolve(FILE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
