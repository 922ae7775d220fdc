package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A node's directory: locked against a second process, of a known format, and of one node. */
public final class DataDirectory implements AutoCloseable {

  private final LockedDirectory locked;
  private final NodeIdentity identity;

  DataDirectory(LockedDirectory locked, NodeIdentity identity) {
    this.locked = locked;
    this.identity = identity;
  }

  /**
   * Opens the directory and locks it; makes it, with what {@code ifNew} says, where it is missing
   * or empty.
   *
   * @throws DataDirectoryException if it is locked, of a newer format, damaged, not writable, or no
   *     directory of Tukki's; nothing has been changed then
   */
  public static DataDirectory open(Path path, Supplier<NodeIdentity> ifNew)
      throws DataDirectoryException {
    LockedDirectory locked = LockedDirectory.lock(path);
    boolean claimed = false;
    try {
      DataDirectory directory = locked.claim(locked.identity().orElseGet(ifNew));
      claimed = true;
      return directory;
    } finally {
      if (!claimed) {
        locked.close();
      }
    }
  }

  public Path path() {
    return locked.path();
  }

  /** Where logs lie, one directory each. */
  public Path logsPath() {
    return locked.logsPath();
  }

  public NodeIdentity identity() {
    return identity;
  }

  /** Whether replicas in this directory ever promised anything to others. */
  public boolean promised() {
    return locked.promised();
  }

  /** Notes it, durably and for ever, in the file that names the directory. */
  public void notePromised() throws IOException {
    locked.notePromised(identity);
  }

  /** Gives up the lock. Idempotent. */
  @Override
  public void close() {
    locked.close();
  }
}
