package io.tukki.persistence.replication;

import io.tukki.persistence.log.FileStorage;
import io.tukki.persistence.log.Storage;
import io.tukki.persistence.log.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The real disk, but for the faults that a test asks for. Faults last until they are taken back.
 */
public final class FaultyStorage implements Storage {

  /** What a file can be asked to do that may fail. */
  public enum Operation {
    WRITE,
    FORCE,
    REPLACE
  }

  private record Fault(String fileSuffix, IOException failure) {}

  private final Storage disk = new FileStorage();
  private final Map<Operation, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> forces = new ConcurrentHashMap<>();
  private volatile @Nullable CountDownLatch forceGate;

  /** Held for reading while anything on the disk changes. */
  private final ReadWriteLock changing = new ReentrantReadWriteLock();

  /** Each such operation on files whose names end so fails like this. */
  public void fail(Operation operation, String fileSuffix, IOException failure) {
    faults.put(operation, new Fault(fileSuffix, failure));
  }

  /** Takes every fault back and lets through whoever waits. */
  public void heal() {
    faults.clear();
    CountDownLatch gate = forceGate;
    if (gate != null) {
      gate.countDown();
    }
  }

  /** Something done while nothing on the disk changes: as it is then, a killed process left it. */
  public interface Look {
    void take() throws IOException;
  }

  public void holdStill(Look look) throws IOException {
    changing.writeLock().lock();
    try {
      look.take();
    } finally {
      changing.writeLock().unlock();
    }
  }

  private interface Change<T> {
    T make() throws IOException;
  }

  private <T> T change(Change<T> change) throws IOException {
    changing.readLock().lock();
    try {
      return change.make();
    } finally {
      changing.readLock().unlock();
    }
  }

  private void run(Look change) throws IOException {
    changing.readLock().lock();
    try {
      change.take();
    } finally {
      changing.readLock().unlock();
    }
  }

  /** Flushes wait until the gate opens. */
  public void holdForces(CountDownLatch gate) {
    forceGate = gate;
  }

  public int forcesOf(String fileName) {
    return forces.getOrDefault(fileName, new AtomicInteger()).get();
  }

  private void check(Operation operation, Path path) throws IOException {
    Fault fault = faults.get(operation);
    if (fault != null && path.toString().endsWith(fault.fileSuffix())) {
      throw fault.failure();
    }
  }

  @Override
  public StorageFile open(Path file, Mode mode) throws IOException {
    return new FaultyFile(file, change(() -> disk.open(file, mode)));
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public List<Entry> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    run(() -> disk.createDirectories(directory));
  }

  @Override
  public void delete(Path path) throws IOException {
    run(() -> disk.delete(path));
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    check(Operation.REPLACE, from);
    run(() -> disk.replace(from, to));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    disk.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return disk.usableBytes(path);
  }

  private final class FaultyFile implements StorageFile {

    private final Path path;
    private final StorageFile file;

    FaultyFile(Path path, StorageFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public long write(long position, ByteBuffer[] sources, int first, int count)
        throws IOException {
      check(Operation.WRITE, path);
      return change(() -> file.write(position, sources, first, count));
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return file.read(position, target);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      run(() -> file.truncate(sizeBytes));
    }

    @Override
    public void force() throws IOException {
      check(Operation.FORCE, path);
      CountDownLatch gate = forceGate;
      if (gate != null) {
        await(gate);
      }
      forces
          .computeIfAbsent(path.getFileName().toString(), name -> new AtomicInteger())
          .incrementAndGet();
      file.force();
    }

    private static void await(CountDownLatch gate) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public long transferTo(long position, long countBytes, WritableByteChannel target)
        throws IOException {
      return file.transferTo(position, countBytes, target);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
