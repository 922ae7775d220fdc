package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A disk in memory that keeps apart what processes see and what survives a crash of the machine,
 * and that tears, fills up and fails on demand. Everything it does follows from its seed.
 *
 * <p>Each change (a write, a cut, a sync, an entry of a directory) is a step; faults are set to
 * strike at a step. All methods are synchronized.
 */
public final class SimulatedStorage implements Storage {

  /** What a crash of the machine leaves of changes that were not synced. */
  public enum Loss {
    ALL_UNSYNCED,
    /** Of each file and directory, those before some moment, the last one perhaps in part. */
    ORDERED,
    /** Of each file and directory, any. */
    SCATTERED
  }

  /** What can go wrong without a crash. */
  public enum Fault {
    /** A write of which any part takes place. */
    WRITE,
    /** A sync of a file; what it should have written is lost for good. */
    FORCE,
    TRUNCATE,
    SYNC_DIRECTORY,
    READ
  }

  private static final int BYTES_PER_FILE = 64;
  private static final int NEVER = Integer.MAX_VALUE;

  private final Random random;
  private final SimulatedDirectory root = new SimulatedDirectory();
  private int stepsToCrash = NEVER;
  private boolean crashed;
  private int incarnation;
  private boolean shortWrites;
  private long capacityBytes = Long.MAX_VALUE;
  private final Map<Fault, Integer> faults = new TreeMap<>();
  private int openFiles;

  public SimulatedStorage(long seed) {
    random = new Random(seed);
  }

  // ---- what a test does to it ----

  /** The process ends at this step from now, 1 being the next; a write may take place in part. */
  public synchronized void crashAtStep(int step) {
    stepsToCrash = step;
  }

  public synchronized boolean isCrashed() {
    return crashed;
  }

  /** Ends every process: what was seen is still seen, files that were open are not any more. */
  public synchronized void crashProcess() {
    crashed = false;
    stepsToCrash = NEVER;
    faults.clear();
    openFiles = 0;
    incarnation++;
  }

  public synchronized void crashMachine(Loss loss) {
    crashProcess();
    root.crash(loss, random);
  }

  public synchronized void writeShort(boolean sometimes) {
    shortWrites = sometimes;
  }

  /** The n-th operation of the kind from now fails, 1 being the next. */
  public synchronized void failAt(Fault fault, int n) {
    faults.put(fault, n);
  }

  /** Takes back what {@link #failAt} set. */
  public synchronized void failNoMore() {
    faults.clear();
  }

  public synchronized void limitTo(long bytes) {
    capacityBytes = bytes;
  }

  public synchronized long usedBytes() {
    return usedBytes(root);
  }

  public synchronized int openFiles() {
    return openFiles;
  }

  public synchronized void flipBit(Path path, int bit) throws IOException {
    file(path).flipBit(bit);
  }

  /** Every file with its content, as processes see it. */
  public synchronized SortedMap<String, ByteBuffer> snapshot() {
    SortedMap<String, ByteBuffer> all = new TreeMap<>();
    collect("", root, all);
    return all;
  }

  private static void collect(
      String prefix, SimulatedDirectory directory, SortedMap<String, ByteBuffer> all) {
    directory
        .entries()
        .forEach(
            (name, node) -> {
              switch (node) {
                case SimulatedFile file ->
                    all.put(prefix + "/" + name, ByteBuffer.wrap(file.content()));
                case SimulatedDirectory below -> collect(prefix + "/" + name, below, all);
              }
            });
  }

  // ---- the port ----

  @Override
  public synchronized StorageFile open(Path path, Mode mode) throws IOException {
    ensureUp();
    SimulatedDirectory parent = directory(path.getParent());
    String name = path.getFileName().toString();
    SimulatedNode node = parent.entries().get(name);
    boolean create = mode == Mode.CREATE_NEW || mode == Mode.CREATE_OR_EMPTY;
    if (node == null && !create) {
      throw new NoSuchFileException(path.toString());
    }
    if (node != null && mode == Mode.CREATE_NEW) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (node == null) {
      if (usableBytes() < BYTES_PER_FILE) {
        throw new StorageFullException("no room for " + path);
      }
      step();
      node = new SimulatedFile();
      parent.put(name, node);
    } else if (mode == Mode.CREATE_OR_EMPTY) {
      step();
      ((SimulatedFile) node).truncate(0);
    }
    openFiles++;
    return new Handle((SimulatedFile) node);
  }

  @Override
  public synchronized boolean exists(Path path) {
    ensureUp();
    return find(path) != null;
  }

  @Override
  public synchronized List<Entry> list(Path path) throws IOException {
    ensureUp();
    List<Entry> entries = new ArrayList<>();
    directory(path)
        .entries()
        .forEach(
            (name, node) ->
                entries.add(
                    switch (node) {
                      case SimulatedFile file -> new Entry(name, false, file.size());
                      case SimulatedDirectory below -> new Entry(name, true, 0);
                    }));
    return entries;
  }

  @Override
  public synchronized void createDirectories(Path path) throws IOException {
    ensureUp();
    SimulatedDirectory at = root;
    for (Path part : path) {
      SimulatedNode next = at.entries().get(part.toString());
      if (next == null) {
        step();
        next = new SimulatedDirectory();
        at.put(part.toString(), next);
      }
      at = (SimulatedDirectory) next;
    }
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    ensureUp();
    SimulatedNode node = find(path);
    if (node instanceof SimulatedDirectory directory && !directory.entries().isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    if (node != null) {
      step();
      directory(path.getParent()).remove(path.getFileName().toString());
    }
  }

  @Override
  public synchronized void replace(Path from, Path to) throws IOException {
    ensureUp();
    if (!from.getParent().equals(to.getParent())) {
      throw new UnsupportedOperationException("between directories");
    }
    if (find(from) == null) {
      throw new NoSuchFileException(from.toString());
    }
    step();
    directory(from.getParent()).rename(from.getFileName().toString(), to.getFileName().toString());
  }

  @Override
  public synchronized void syncDirectory(Path path) throws IOException {
    ensureUp();
    step();
    if (strikes(Fault.SYNC_DIRECTORY)) {
      throw new IOException("simulated failure of a directory's sync");
    }
    directory(path).sync();
  }

  @Override
  public synchronized long usableBytes(Path path) {
    return usableBytes();
  }

  private long usableBytes() {
    return Math.max(0, capacityBytes - usedBytes(root));
  }

  private static long usedBytes(SimulatedDirectory directory) {
    long used = 0;
    for (SimulatedNode node : directory.entries().values()) {
      used +=
          switch (node) {
            case SimulatedFile file -> file.size() + BYTES_PER_FILE;
            case SimulatedDirectory below -> usedBytes(below);
          };
    }
    return used;
  }

  // ---- inside ----

  private void ensureUp() {
    if (crashed) {
      throw new SimulatedCrash();
    }
  }

  private void step() {
    if (isCrashDue()) {
      throw crash();
    }
  }

  private boolean isCrashDue() {
    return stepsToCrash != NEVER && --stepsToCrash <= 0;
  }

  private SimulatedCrash crash() {
    crashed = true;
    return new SimulatedCrash();
  }

  private boolean strikes(Fault fault) {
    Integer left = faults.get(fault);
    if (left == null) {
      return false;
    }
    if (left > 1) {
      faults.put(fault, left - 1);
      return false;
    }
    // One at a time: a second failure, or a crash, while the first is dealt with is another story.
    stepsToCrash = NEVER;
    faults.clear();
    return true;
  }

  private SimulatedNode find(Path path) {
    SimulatedNode at = root;
    for (Path part : path) {
      if (!(at instanceof SimulatedDirectory directory)) {
        return null;
      }
      at = directory.entries().get(part.toString());
    }
    return at;
  }

  private SimulatedDirectory directory(Path path) throws IOException {
    if (find(path) instanceof SimulatedDirectory directory) {
      return directory;
    }
    throw new NoSuchFileException(String.valueOf(path));
  }

  private SimulatedFile file(Path path) throws IOException {
    if (find(path) instanceof SimulatedFile file) {
      return file;
    }
    throw new NoSuchFileException(path.toString());
  }

  private final class Handle implements StorageFile {

    private final SimulatedFile file;
    private final int openedIn = incarnation;
    private boolean closed;

    Handle(SimulatedFile file) {
      this.file = file;
    }

    private void ensureOpen() {
      if (crashed || openedIn != incarnation) {
        throw new SimulatedCrash();
      }
      if (closed) {
        throw new IllegalStateException("the file is closed");
      }
    }

    @Override
    public long write(long position, ByteBuffer[] sources, int first, int count)
        throws IOException {
      synchronized (SimulatedStorage.this) {
        ensureOpen();
        byte[] bytes = gather(sources, first, count);
        int size =
            shortWrites && bytes.length > 1 ? 1 + random.nextInt(bytes.length) : bytes.length;
        boolean crashNow = isCrashDue();
        boolean failNow = strikes(Fault.WRITE);
        if (crashNow || failNow) {
          size = random.nextInt(bytes.length + 1);
        }
        long room = usableBytes() + Math.max(0, file.size() - position);
        boolean full = room < size;
        size = (int) Math.min(size, room);
        if (size > 0) {
          file.write((int) position, java.util.Arrays.copyOf(bytes, size));
        }
        if (crashNow) {
          throw crash();
        }
        if (failNow) {
          throw new IOException("simulated failure of a write");
        }
        if (full && size == 0) {
          throw new StorageFullException("no room left");
        }
        consume(sources, first, size);
        return size;
      }
    }

    private static byte[] gather(ByteBuffer[] sources, int first, int count) {
      int total = 0;
      for (int i = first; i < first + count; i++) {
        total += sources[i].remaining();
      }
      ByteBuffer all = ByteBuffer.allocate(total);
      for (int i = first; i < first + count; i++) {
        all.put(sources[i].duplicate());
      }
      return all.array();
    }

    private static void consume(ByteBuffer[] sources, int first, int size) {
      int left = size;
      for (int i = first; left > 0; i++) {
        int here = Math.min(left, sources[i].remaining());
        sources[i].position(sources[i].position() + here);
        left -= here;
      }
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      synchronized (SimulatedStorage.this) {
        ensureOpen();
        if (strikes(Fault.READ)) {
          throw new IOException("simulated failure of a read");
        }
        byte[] bytes = new byte[target.remaining()];
        int count = file.read((int) position, bytes, 0, bytes.length);
        target.put(bytes, 0, count);
        return count;
      }
    }

    @Override
    public long size() {
      synchronized (SimulatedStorage.this) {
        ensureOpen();
        return file.size();
      }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      synchronized (SimulatedStorage.this) {
        ensureOpen();
        step();
        if (strikes(Fault.TRUNCATE)) {
          throw new IOException("simulated failure of a truncation");
        }
        file.truncate((int) sizeBytes);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedStorage.this) {
        ensureOpen();
        step();
        if (strikes(Fault.FORCE)) {
          file.loseUnsynced();
          throw new IOException("simulated failure of a sync");
        }
        file.sync();
      }
    }

    @Override
    public long transferTo(long position, long countBytes, WritableByteChannel target)
        throws IOException {
      synchronized (SimulatedStorage.this) {
        ByteBuffer bytes = ByteBuffer.allocate((int) countBytes);
        read(position, bytes);
        return target.write(bytes.flip());
      }
    }

    @Override
    public void close() {
      synchronized (SimulatedStorage.this) {
        if (!closed && openedIn == incarnation && !crashed) {
          openFiles--;
        }
        closed = true;
      }
    }
  }
}
