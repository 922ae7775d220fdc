package io.tukki.clusterconfig.process;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system of one's own, which only root can have; tests are skipped elsewhere. */
final class Tmpfs implements AutoCloseable {

  private final Path directory;

  private Tmpfs(Path directory) {
    this.directory = directory;
  }

  /**
   * @param options of mount, such as {@code size=16m} or {@code ro}
   */
  static Tmpfs mount(Path directory, String options) throws IOException {
    Files.createDirectories(directory);
    boolean mounted = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
    assumeThat(mounted).as("mounting a tmpfs needs root").isTrue();
    return new Tmpfs(directory);
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", directory.toString());
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(Child.TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
