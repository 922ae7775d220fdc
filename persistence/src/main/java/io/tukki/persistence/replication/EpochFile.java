package io.tukki.persistence.replication;

import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The epochs of all logs of a node in one file, so that many of them share one flush. Groups are
 * appended, each all or nothing; the last word on a log counts. Now and then the file is written
 * anew.
 *
 * <pre>
 *   group:  bytes of what follows the CRC  4
 *           CRC-32C of that                4
 *           per log: epoch 4 (0 forgets the log), length of the name 4, name in UTF-8
 * </pre>
 *
 * <p>A group is written only after the one before it is durable, so a damaged group can be the last
 * one only, one that nobody was promised; damage with more behind it is corruption. One thread at a
 * time.
 */
final class EpochFile implements AutoCloseable {

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

  private EpochFile(Storage storage, Path path, StorageFile file) {
    this.storage = storage;
    this.path = path;
    this.file = file;
  }

  /**
   * Opens the file or makes it, and puts what it says into {@code into}.
   *
   * @throws LogOfflineException if it is damaged: without it nobody knows which epochs were used
   */
  static EpochFile open(Storage storage, Path path, Map<String, Integer> into) throws IOException {
    boolean isNew = !storage.exists(path);
    StorageFile file =
        storage.open(path, isNew ? Storage.Mode.CREATE_NEW : Storage.Mode.READ_WRITE);
    EpochFile epochs = new EpochFile(storage, path, file);
    try {
      if (isNew) {
        storage.syncDirectory(parent(path));
      } else {
        epochs.load(into);
      }
      return epochs;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void load(Map<String, Integer> into) throws IOException {
    ByteBuffer content = readAll();
    while (content.hasRemaining() && isWholeGroup(content)) {
      int end = content.position() + GROUP_HEADER_BYTES + content.getInt(content.position());
      readGroup(content.slice(content.position() + GROUP_HEADER_BYTES, groupBytes(content)), into);
      content.position(end);
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

  private static int groupBytes(ByteBuffer content) {
    return content.getInt(content.position());
  }

  private static boolean isWholeGroup(ByteBuffer content) {
    if (content.remaining() < GROUP_HEADER_BYTES) {
      return false;
    }
    int bytes = groupBytes(content);
    if (bytes <= 0 || bytes > content.remaining() - GROUP_HEADER_BYTES) {
      return false;
    }
    int start = content.position() + GROUP_HEADER_BYTES;
    return crcOf(content.slice(start, bytes)) == content.getInt(content.position() + 4);
  }

  private static void readGroup(ByteBuffer group, Map<String, Integer> into) {
    while (group.hasRemaining()) {
      int epoch = group.getInt();
      byte[] name = new byte[group.getInt()];
      group.get(name);
      String log = new String(name, StandardCharsets.UTF_8);
      if (epoch == 0) {
        into.remove(log);
      } else {
        into.put(log, epoch);
      }
    }
  }

  private void refuseDamageBeforeTheEnd(ByteBuffer content) {
    ByteBuffer rest = content.duplicate();
    for (int at = content.position() + 1; at + GROUP_HEADER_BYTES <= content.limit(); at++) {
      rest.position(at);
      if (isWholeGroup(rest)) {
        throw new LogOfflineException(
            "%s is damaged at %d, with sound entries from %d on; restore it, or remove it if no log of this node is replicated"
                .formatted(path, content.position(), at));
      }
    }
  }

  /** Appends the epochs as one group; returns when they are durable. */
  void append(Map<String, Integer> epochs) throws IOException {
    ByteBuffer group = group(epochs);
    // Where an earlier write failed half-way, this one goes over its remains.
    file.truncate(sizeBytes);
    long written = writeFully(file, sizeBytes, group);
    file.force();
    sizeBytes += written;
  }

  boolean isMostlyStale(Map<String, Integer> live) {
    return sizeBytes > REWRITE_FROM_BYTES && sizeBytes > REWRITE_FACTOR * bytesOf(live);
  }

  private static long bytesOf(Map<String, Integer> epochs) {
    long bytes = 0;
    for (String name : epochs.keySet()) {
      bytes += GROUP_HEADER_BYTES + name.length();
    }
    return bytes;
  }

  /**
   * Replaces the file by one that says just this. The old one stands until the new one is durable.
   */
  void rewrite(Map<String, Integer> live) throws IOException {
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

  private static long writeGroups(StorageFile to, Map<String, Integer> live) throws IOException {
    long position = 0;
    Iterator<Map.Entry<String, Integer>> entries = live.entrySet().iterator();
    while (entries.hasNext()) {
      Map<String, Integer> some = new HashMap<>();
      long bytes = 0;
      while (entries.hasNext() && bytes < REWRITE_GROUP_BYTES) {
        Map.Entry<String, Integer> entry = entries.next();
        some.put(entry.getKey(), entry.getValue());
        bytes += GROUP_HEADER_BYTES + entry.getKey().length();
      }
      position += writeFully(to, position, group(some));
    }
    return position;
  }

  private static ByteBuffer group(Map<String, Integer> epochs) {
    int bytes = GROUP_HEADER_BYTES;
    Map<byte[], Integer> encoded = HashMap.newHashMap(epochs.size());
    for (Map.Entry<String, Integer> entry : epochs.entrySet()) {
      byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
      encoded.put(name, entry.getValue());
      bytes = Math.addExact(bytes, 2 * Integer.BYTES + name.length);
    }
    ByteBuffer group = ByteBuffer.allocate(bytes).position(GROUP_HEADER_BYTES);
    encoded.forEach((name, epoch) -> group.putInt(epoch).putInt(name.length).put(name));
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
    return java.util.Objects.requireNonNull(path.getParent(), "a file of ours lies in a directory");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
