package io.tukki.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Disks that can be slow, full, and forgetful, as far as this machine lets them be. */
public final class FaultyDisks implements DiskLayer {

  private final Optional<Preload> preload;
  private final boolean mounts;
  private final Map<Integer, Path> directories = new HashMap<>();
  private final Map<Integer, LoopDisk> disks = new HashMap<>();

  private FaultyDisks(Optional<Preload> preload, boolean mounts) {
    this.preload = preload;
    this.mounts = mounts;
  }

  /**
   * @param root the checkout, whose library is compiled into {@code work}
   */
  public static FaultyDisks create(Path root, Path work) {
    Optional<Preload> preload =
        Preload.isPossible()
            ? Optional.of(Preload.compile(root.resolve("chaos/src/main/c/disk.c"), work))
            : Optional.empty();
    return new FaultyDisks(preload, LoopDisk.isPossible(work));
  }

  @Override
  public Map<String, String> prepare(int node, Path directory) throws IOException {
    Path disk = directory.resolve(Node.DISK);
    Files.createDirectories(disk);
    directories.put(node, directory);
    if (mounts) {
      disks.put(node, LoopDisk.make(directory.resolve("image"), disk));
    }
    return preload.isPresent() ? preload.get().prepare(directory, disk) : Map.of();
  }

  private Path directory(int node) {
    Path directory = directories.get(node);
    if (directory == null) {
      throw new IllegalArgumentException("node %d has no disk".formatted(node));
    }
    return directory;
  }

  @Override
  public boolean canFill() {
    return mounts;
  }

  @Override
  public void fill(int node) {
    Optional.ofNullable(disks.get(node)).ifPresent(LoopDisk::fill);
  }

  @Override
  public void empty(int node) {
    Optional.ofNullable(disks.get(node)).ifPresent(LoopDisk::empty);
  }

  @Override
  public boolean canSlow() {
    return preload.isPresent();
  }

  @Override
  public void slow(int node, Duration perCall) {
    preload.ifPresent(library -> library.slow(directory(node), perCall));
  }

  @Override
  public boolean canCutPower() {
    return preload.isPresent();
  }

  @Override
  public String cutPower(int node) {
    Path directory = directory(node);
    try {
      FlushLedger.Dropped dropped =
          FlushLedger.read(Preload.ledger(directory)).drop(directory.resolve(Node.DISK));
      preload.orElseThrow().bootAnew(directory);
      return dropped.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    disks.values().forEach(LoopDisk::unmount);
  }
}
