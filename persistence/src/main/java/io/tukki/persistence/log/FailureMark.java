package io.tukki.persistence.log;

import io.tukki.core.log.LogOfflineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers across restarts of the process that a sync failed. The system may have dropped pages
 * that it could not write and still show them from its cache, so that neither this process nor the
 * next one can tell what the device holds; only the machine's next start shows that.
 *
 * <p>The mark itself need not be durable: it matters exactly as long as that cache does.
 */
final class FailureMark {

  static final String FILE = "sync-failed";

  private static final String BOOT_ID = "boot";
  private static final String WHAT = "what";

  private FailureMark() {}

  /** Without a boot id nobody could tell when the mark has had its day; then there is none. */
  static void write(LogDirectory directory, Optional<BootId> bootId, String what) {
    if (bootId.isEmpty()) {
      return;
    }
    try {
      byte[] text =
          CheckedText.write(
              Map.of(BOOT_ID, bootId.get().value().toString(), WHAT, what.replace('\n', ' ')));
      SmallFile.replaceForThisBoot(
          directory.storage(), directory.path(), FILE, ByteBuffer.wrap(text));
    } catch (IOException e) {
      // The device is failing; what could not be marked is at least offline in this process.
    }
  }

  /**
   * @throws LogOfflineException if a sync failed since the machine started
   */
  static void refuse(LogDirectory directory, Optional<BootId> bootId) throws IOException {
    Optional<Map<String, String>> mark = read(directory);
    if (bootId.isPresent()
        && mark.isPresent()
        && bootId.get().value().toString().equals(mark.get().get(BOOT_ID))) {
      throw new LogOfflineException(
          "The log in %s is offline until the machine is restarted: %s"
              .formatted(directory.path(), mark.get().get(WHAT)));
    }
  }

  static void clear(LogDirectory directory) throws IOException {
    directory.storage().delete(path(directory));
  }

  private static Optional<Map<String, String>> read(LogDirectory directory) throws IOException {
    try {
      return CheckedText.read(SmallFile.read(directory.storage(), path(directory)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Path path(LogDirectory directory) {
    return directory.path().resolve(FILE);
  }
}
