package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Stands in a log's directory while its start moves. A process that dies after the move and before
 * its sync leaves a log that starts later, while the device still has the old start: what the next
 * process shows to readers would be undone by a crash of the machine. Whoever finds the mark syncs
 * first.
 *
 * <p>It is for the next process on the same boot, so it need not be durable itself.
 */
final class UnsettledMark {

  static final String FILE = "unsettled";

  private UnsettledMark() {}

  static void set(LogDirectory directory) throws IOException {
    directory.storage().open(path(directory), Storage.Mode.CREATE_OR_EMPTY).close();
  }

  static void clear(LogDirectory directory) throws IOException {
    directory.storage().delete(path(directory));
  }

  /** Makes durable what an interrupted move left, if there was one. */
  static void complete(LogDirectory directory) throws IOException {
    if (directory.storage().exists(path(directory))) {
      directory.storage().syncDirectory(directory.path());
      clear(directory);
    }
  }

  private static Path path(LogDirectory directory) {
    return directory.path().resolve(FILE);
  }
}
