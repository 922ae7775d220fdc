package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Stands in a log's directory while its tail is cut or its start moves. A process that dies after
 * such a change and before its sync leaves a log that looks changed, while the device still has the
 * old one: what the next process shows to readers could be undone by a crash of the machine, and
 * what it appends could end up between batches that were cut. Whoever finds the mark syncs first.
 *
 * <p>It is for the next process on the same boot, so it need not be durable itself.
 */
final class UnsettledMark {

  static final String FILE = "unsettled";

  private UnsettledMark() {}

  static void set(LogDirectory directory) throws IOException {
    try {
      directory.storage().open(path(directory), Storage.Mode.CREATE_OR_EMPTY).close();
    } catch (StorageFullException e) {
      // A cut gives room back, so it goes on. Then dying in the middle of it, and the machine's
      // crash
      // soon after, might bring back an append that nobody was told about.
    }
  }

  static void clear(LogDirectory directory) throws IOException {
    directory.storage().delete(path(directory));
  }

  /** Makes durable what an interrupted change left, if there was one. */
  static void complete(LogDirectory directory, long lastBaseOffset) throws IOException {
    Storage storage = directory.storage();
    if (!storage.exists(path(directory))) {
      return;
    }
    Path last = directory.path().resolve(SegmentName.of(lastBaseOffset, SegmentName.LOG));
    try (StorageFile file = storage.open(last, Storage.Mode.READ_WRITE)) {
      file.force();
    }
    storage.syncDirectory(directory.path());
    clear(directory);
  }

  private static Path path(LogDirectory directory) {
    return directory.path().resolve(FILE);
  }
}
