package io.tukki.persistence.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tukki.core.id.ClusterId;
import io.tukki.core.id.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is this process's alone, whosever it is: a node learns that from what is stored,
 * and a new one from the cluster that it joins.
 *
 * <pre>
 *   .lock             held for the process's life; says by whom
 *   node.properties   format version, cluster id, node id, directory id, and whether its replicas
 *                     ever promised anything; missing while it is blank
 *   logs/             one directory for each log
 * </pre>
 */
public final class LockedDirectory implements AutoCloseable {

  /** Raised when an older Tukki could not read what this one writes. */
  static final int FORMAT_VERSION = 1;

  private static final String LOCK = ".lock";
  private static final String NODE = "node.properties";
  private static final String LOGS = "logs";
  private static final String PROMISED = "promised";

  /** A file system may put this into an empty directory by itself. */
  private static final List<String> NOBODYS = List.of("lost+found", LOCK, LOGS);

  private final Path path;
  private final Optional<NodeIdentity> identity;
  private final FileChannel lock;
  private volatile boolean promised;

  private LockedDirectory(Path path, Optional<Stored> stored, FileChannel lock) {
    this.path = path;
    this.identity = stored.map(Stored::identity);
    this.lock = lock;
    this.promised = stored.filter(Stored::promised).isPresent();
  }

  private record Stored(NodeIdentity identity, boolean promised) {}

  /**
   * Locks the directory; makes it where it is missing.
   *
   * @throws DataDirectoryException if it is locked, of a newer format, damaged, not writable, or no
   *     directory of Tukki's; nothing has been changed then
   */
  public static LockedDirectory lock(Path path) throws DataDirectoryException {
    Path directory = path.toAbsolutePath().normalize();
    createIfMissing(directory);
    refuseForeign(directory);
    FileChannel lock = acquire(directory);
    boolean opened = false;
    try {
      // Before the identity is written, which syncs the directory for both.
      Files.createDirectories(directory.resolve(LOGS));
      Optional<Stored> stored =
          Files.exists(directory.resolve(NODE))
              ? Optional.of(readStored(directory))
              : Optional.empty();
      tellHolder(lock);
      opened = true;
      return new LockedDirectory(directory, stored, lock);
    } catch (IOException e) {
      throw unusable(directory, e);
    } finally {
      if (!opened) {
        closeQuietly(lock);
      }
    }
  }

  public Path path() {
    return path;
  }

  /** Whose it is; empty while it is blank. */
  public Optional<NodeIdentity> identity() {
    return identity;
  }

  /**
   * The directory as its node's; a blank one becomes this node's for ever, durably. The lock is the
   * result's from here on.
   *
   * @throws IllegalArgumentException if it is another node's
   */
  public DataDirectory claim(NodeIdentity owner) throws DataDirectoryException {
    if (identity.isPresent() && !identity.get().equals(owner)) {
      throw new IllegalArgumentException(
          "%s is %s's and cannot become %s's".formatted(path, identity.get(), owner));
    }
    if (identity.isEmpty()) {
      try {
        store(new Stored(owner, false));
      } catch (IOException e) {
        throw unusable(path, e);
      }
    }
    return new DataDirectory(this, owner);
  }

  boolean promised() {
    return promised;
  }

  void notePromised(NodeIdentity owner) throws IOException {
    store(new Stored(owner, true));
    promised = true;
  }

  Path logsPath() {
    return path.resolve(LOGS);
  }

  /** Gives up the lock. Idempotent. */
  @Override
  public void close() {
    closeQuietly(lock);
  }

  private static void createIfMissing(Path directory) throws DataDirectoryException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new DataDirectoryException(
          "The data directory %s is a file, not a directory.".formatted(directory));
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new DataDirectoryException(
          "The data directory %s cannot be created: %s".formatted(directory, reason(e)), e);
    }
  }

  /** Asked before the lock is taken, since that makes a file. */
  private static void refuseForeign(Path directory) throws DataDirectoryException {
    try (Stream<Path> entries = Files.list(directory)) {
      if (!Files.exists(directory.resolve(NODE))
          && !entries.allMatch(LockedDirectory::mayBeThere)) {
        throw new DataDirectoryException(
            "%s is not empty and no data directory of Tukki's: it has no %s. Nothing was changed."
                .formatted(directory, NODE));
      }
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static FileChannel acquire(Path directory) throws DataDirectoryException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              directory.resolve(LOCK),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    try {
      if (tryLock(channel) != null) {
        return channel;
      }
      String holder = holder(channel);
      throw new DataDirectoryException(
          "The data directory %s is in use by another process%s. Stop it, or name another directory."
              .formatted(directory, holder.isEmpty() ? "" : " (" + holder + ")"));
    } catch (IOException e) {
      closeQuietly(channel);
      throw unusable(directory, e);
    } catch (DataDirectoryException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held within this very process.
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), UTF_8).strip();
  }

  private static void tellHolder(FileChannel lock) throws IOException {
    lock.truncate(0);
    lock.write(UTF_8.encode("process " + ProcessHandle.current().pid() + "\n"), 0);
  }

  private static Stored readStored(Path directory) throws DataDirectoryException, IOException {
    Path file = directory.resolve(NODE);
    Map<String, String> values =
        CheckedText.read(Files.readAllBytes(file))
            .orElseThrow(
                () ->
                    new DataDirectoryException(
                        "%s is damaged: its checksum does not match.".formatted(file)));
    try {
      int version = Integer.parseInt(required(values, "format"));
      if (version > FORMAT_VERSION) {
        throw new DataDirectoryException(
            "The data directory %s has format %d; this version of Tukki knows formats up to %d. Start a newer Tukki."
                .formatted(directory, version, FORMAT_VERSION));
      }
      NodeIdentity identity =
          new NodeIdentity(
              ClusterId.parse(required(values, "cluster.id")),
              new NodeId(Integer.parseInt(required(values, "node.id"))),
              UUID.fromString(required(values, "directory.id")));
      // Directories from before there were replicas do not say it.
      return new Stored(identity, Boolean.parseBoolean(values.get(PROMISED)));
    } catch (IllegalArgumentException e) {
      throw new DataDirectoryException("%s cannot be read: %s".formatted(file, reason(e)), e);
    }
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it lacks " + name);
    }
    return value;
  }

  private void store(Stored stored) throws IOException {
    NodeIdentity owner = stored.identity();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("format", Integer.toString(FORMAT_VERSION));
    values.put("cluster.id", owner.clusterId().toString());
    values.put("node.id", owner.nodeId().toString());
    values.put("directory.id", owner.directoryId().toString());
    values.put(PROMISED, Boolean.toString(stored.promised()));
    SmallFile.replaceDurably(
        new FileStorage(), path, NODE, ByteBuffer.wrap(CheckedText.write(values)));
  }

  /** What a first start that was cut short leaves behind is no reason to refuse the second. */
  private static boolean mayBeThere(Path entry) {
    String name = entry.getFileName().toString();
    return NOBODYS.contains(name) || name.equals(NODE + SmallFile.UNFINISHED);
  }

  private static DataDirectoryException unusable(Path directory, Exception e) {
    return new DataDirectoryException(
        "The data directory %s cannot be read and written: %s".formatted(directory, reason(e)), e);
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process at the latest; nothing was written through this channel.
    }
  }
}
