package io.tukki.chaos.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own for one node, in a sparse file, so that it can be full. Needs root. */
final class LoopDisk {

  private static final long SIZE_BYTES = 8L << 30;

  private final Path mountPoint;

  private LoopDisk(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  static boolean isPossible(Path work) {
    try {
      Path directory = Files.createTempDirectory(work, "probe");
      LoopDisk probe = make(directory.resolve("image"), directory.resolve("disk"), 64L << 20);
      probe.unmount();
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  static LoopDisk make(Path image, Path mountPoint) throws IOException {
    return make(image, mountPoint, SIZE_BYTES);
  }

  private static LoopDisk make(Path image, Path mountPoint, long sizeBytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(sizeBytes);
    }
    Files.createDirectories(mountPoint);
    Shell.must("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    Shell.must("mount", "-o", "loop", image.toString(), mountPoint.toString());
    return new LoopDisk(mountPoint);
  }

  private Path ballast() {
    return mountPoint.resolve("ballast");
  }

  /** To the last block. */
  void fill() {
    try {
      long room = Files.getFileStore(mountPoint).getUsableSpace();
      Shell.run("fallocate", "-l", Long.toString(room), ballast().toString());
      // What bookkeeping of the first allocation has left over.
      Shell.run("dd", "if=/dev/zero", "of=" + ballast() + "2", "bs=4096");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void empty() {
    try {
      Files.deleteIfExists(ballast());
      Files.deleteIfExists(Path.of(ballast() + "2"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void unmount() {
    Shell.run("umount", "-l", mountPoint.toString());
  }
}
