package io.tukki.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the machine's own commands, such as {@code ip} and {@code mount}. */
public final class Shell {

  private Shell() {}

  /** What a command said and how it ended. */
  public record Ended(int exitCode, String output) {
    public boolean isOk() {
      return exitCode == 0;
    }
  }

  public static Ended run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      return new Ended(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  /**
   * @throws IllegalStateException with what the command said, if it fails
   */
  public static void must(String... command) {
    Ended ended = run(command);
    if (!ended.isOk()) {
      throw new IllegalStateException(
          "%s: %s".formatted(String.join(" ", List.of(command)), ended.output()));
    }
  }
}
