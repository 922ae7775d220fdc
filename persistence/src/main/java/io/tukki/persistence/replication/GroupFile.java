package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Small entries in one file, so that many of them share one flush. Groups are appended, each all or
 * nothing. Now and then the file is written anew.
 *
 * <pre>
 *   group:  bytes of what follows the CRC  4
 *           CRC-32C of that                4
 *           entries, back to back
 * </pre>
 *
 * <p>A group is written only after the one before it is durable, so a damaged group can be the last
 * one only, one that nobody was promised; damage with more behind it is corruption. One thread at a
 * time.
 */
final class GroupFile implements AutoCloseable {

  private static final int GROUP_HEADER_BYTES = 8;

  /** A file up to this size is not worth writing anew. */
  private static final long REWRITE_FROM_BYTES = 1L << 20;

  /** Written anew when this much larger than what it says. */
  private static final int REWRITE_FACTOR = 4;

  /** Entries of a rewritten file come in groups of about this size, so that none is huge. */
  private static final int REWRITE_GROUP_BYTES = 1 << 16;

  private final Storage storage;
  private final Path path;
  private StorageFile file;
  private long sizeBytes;

  private GroupFile(Storage storage, Path path, StorageFile file) {
    this.storage = storage;
    this.path = path;
    this.file = file;
  }

  /**
   * Opens the file or makes it.
   *
   * @param reader is shown the content of each group, in order
   * @throws LogOfflineException if it is damaged
   */
  static GroupFile open(Storage storage, Path path, Consumer<ByteBuffer> reader)
      throws IOException {
    boolean isNew = !storage.exists(path);
    StorageFile file =
        storage.open(path, isNew ? Storage.Mode.CREATE_NEW : Storage.Mode.READ_WRITE);
    GroupFile groups = new GroupFile(storage, path, file);
    try {
      if (isNew) {
        storage.syncDirectory(parent(path));
      } else {
        groups.load(reader);
      }
      return groups;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void load(Consumer<ByteBuffer> reader) throws IOException {
    ByteBuffer content = readAll();
    while (content.hasRemaining() && isWholeGroup(content)) {
      int bytes = content.getInt(content.position());
      int start = content.position() + GROUP_HEADER_BYTES;
      reader.accept(content.slice(start, bytes));
      content.position(start + bytes);
    }
    refuseDamageBeforeTheEnd(content);
    sizeBytes = content.position();
    file.truncate(sizeBytes);
  }

  private ByteBuffer readAll() throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
    while (content.hasRemaining() && file.read(content.position(), content) > 0) {
      // Reads may be short.
    }
    return content.flip();
  }

  private static boolean isWholeGroup(ByteBuffer content) {
    if (content.remaining() < GROUP_HEADER_BYTES) {
      return false;
    }
    int bytes = content.getInt(content.position());
    if (bytes <= 0 || bytes > content.remaining() - GROUP_HEADER_BYTES) {
      return false;
    }
    int start = content.position() + GROUP_HEADER_BYTES;
    return crcOf(content.slice(start, bytes)) == content.getInt(content.position() + 4);
  }

  private void refuseDamageBeforeTheEnd(ByteBuffer content) {
    ByteBuffer rest = content.duplicate();
    for (int at = content.position() + 1; at + GROUP_HEADER_BYTES <= content.limit(); at++) {
      rest.position(at);
      if (isWholeGroup(rest)) {
        throw new LogOfflineException(
            "%s is damaged at %d, with sound entries from %d on; restore it, or give the node an empty data directory"
                .formatted(path, content.position(), at));
      }
    }
  }

  /** Appends the entries as one group; returns when they are durable. */
  void append(List<byte[]> entries) throws IOException {
    ByteBuffer group = group(entries);
    // Where an earlier write failed half-way, this one goes over its remains.
    file.truncate(sizeBytes);
    long written = writeFully(file, sizeBytes, group);
    file.force();
    sizeBytes += written;
  }

  /**
   * @param liveBytes of the entries that still count
   */
  boolean isMostlyStale(LongSupplier liveBytes) {
    return sizeBytes > REWRITE_FROM_BYTES && sizeBytes > REWRITE_FACTOR * liveBytes.getAsLong();
  }

  /**
   * Replaces the file by one that says just this. The old one stands until the new one is durable.
   */
  void rewrite(Iterator<byte[]> live) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    StorageFile fresh = storage.open(next, Storage.Mode.CREATE_OR_EMPTY);
    long freshBytes;
    try {
      freshBytes = writeGroups(fresh, live);
      fresh.force();
      storage.replace(next, path);
      storage.syncDirectory(parent(path));
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    file.close();
    file = fresh;
    sizeBytes = freshBytes;
  }

  private static long writeGroups(StorageFile to, Iterator<byte[]> live) throws IOException {
    long position = 0;
    while (live.hasNext()) {
      List<byte[]> some = new ArrayList<>();
      long bytes = 0;
      while (live.hasNext() && bytes < REWRITE_GROUP_BYTES) {
        byte[] entry = live.next();
        some.add(entry);
        bytes += entry.length;
      }
      position += writeFully(to, position, group(some));
    }
    return position;
  }

  private static ByteBuffer group(List<byte[]> entries) {
    int bytes = GROUP_HEADER_BYTES;
    for (byte[] entry : entries) {
      bytes = Math.addExact(bytes, entry.length);
    }
    ByteBuffer group = ByteBuffer.allocate(bytes).position(GROUP_HEADER_BYTES);
    entries.forEach(group::put);
    group.flip();
    ByteBuffer body = group.slice(GROUP_HEADER_BYTES, bytes - GROUP_HEADER_BYTES);
    return group.putInt(0, bytes - GROUP_HEADER_BYTES).putInt(4, crcOf(body));
  }

  private static int crcOf(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static long writeFully(StorageFile to, long position, ByteBuffer bytes)
      throws IOException {
    ByteBuffer[] sources = {bytes};
    long written = 0;
    while (bytes.hasRemaining()) {
      written += to.write(position + written, sources, 0, 1);
    }
    return written;
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "a file of ours lies in a directory");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
