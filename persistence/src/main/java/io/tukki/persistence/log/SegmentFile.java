package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file of records, open while it is used and for as long afterwards as {@link
 * OpenSegments} has room. Whoever uses it holds a lease; a file that was retired, because its
 * segment was deleted or its log closed, stays open for the leases that were given before and gives
 * no more. Thread-safe.
 */
final class SegmentFile {

  private final Storage storage;
  private final Path path;

  private @Nullable StorageFile file;
  private int leases;
  private boolean retired;

  SegmentFile(Storage storage, Path path) {
    this.storage = storage;
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Makes the file; the first lease then finds it open. */
  synchronized void create() throws IOException {
    file = storage.open(path, Storage.Mode.CREATE_NEW);
  }

  /** What a lease gives, and whether the file had to be opened for it. */
  record Lease(StorageFile file, boolean opened) {}

  /**
   * To be answered with one {@link #release()}.
   *
   * @throws RetiredException if the segment is gone
   */
  synchronized Lease acquire() throws IOException {
    if (retired) {
      throw new RetiredException();
    }
    StorageFile open = file;
    boolean opened = open == null;
    if (open == null) {
      open = storage.open(path, Storage.Mode.READ_WRITE);
      file = open;
    }
    leases++;
    return new Lease(open, opened);
  }

  synchronized void release() {
    leases--;
    if (leases == 0 && retired) {
      close();
    }
  }

  /** No lease is given from now on; the file closes with the last one. Idempotent. */
  synchronized void retire() {
    retired = true;
    if (leases == 0) {
      close();
    }
  }

  /**
   * Closes the file if nobody holds a lease.
   *
   * @return whether it is closed now
   */
  synchronized boolean closeIfIdle() {
    if (leases == 0) {
      close();
    }
    return file == null;
  }

  private void close() {
    StorageFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Whether content is safe is what force() tells; closing has nothing to add to that.
      }
    }
  }

  /** The segment was deleted, or its log closed, since it was looked up. */
  static final class RetiredException extends IOException {

    private static final long serialVersionUID = 1L;

    private RetiredException() {
      super("the segment is gone");
    }
  }
}
