package io.tukki.chaos.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A library between each node and its disk ({@code src/main/c/disk.c}), compiled for the run: it
 * can make the disk slow, knows what was flushed, and shows a boot id of its own.
 */
final class Preload {

  private final Path library;

  private Preload(Path library) {
    this.library = library;
  }

  static boolean isPossible() {
    return Shell.run("cc", "--version").isOk();
  }

  static Preload compile(Path source, Path work) {
    Path library = work.resolve("disk.so");
    Shell.must(
        "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl");
    return new Preload(library);
  }

  Map<String, String> prepare(Path directory, Path root) throws IOException {
    Files.write(delay(directory), new byte[Integer.BYTES]);
    bootAnew(directory);
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "CHAOS_DISK_ROOT", root.toRealPath().toString(),
        "CHAOS_DISK_DELAY", delay(directory).toString(),
        "CHAOS_DISK_LEDGER", ledger(directory).toString(),
        "CHAOS_DISK_BOOT_ID", bootId(directory).toString());
  }

  private static Path delay(Path directory) {
    return directory.resolve("delay");
  }

  static Path ledger(Path directory) {
    return directory.resolve("flushed");
  }

  private static Path bootId(Path directory) {
    return directory.resolve("boot_id");
  }

  /** From the next start on the machine has another boot id. */
  void bootAnew(Path directory) throws IOException {
    Files.writeString(bootId(directory), UUID.randomUUID() + "\n");
  }

  /** In place, because the running process has the file mapped. */
  void slow(Path directory, Duration perCall) {
    int us = (int) TimeUnit.NANOSECONDS.toMicros(perCall.toNanos());
    try (RandomAccessFile file = new RandomAccessFile(delay(directory).toFile(), "rw")) {
      file.writeInt(Integer.reverseBytes(us));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
