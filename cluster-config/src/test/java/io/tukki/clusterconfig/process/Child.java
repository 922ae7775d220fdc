package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own. */
final class Child {

  /** Generous: the machine may be busy with other things. */
  static final long TIMEOUT_SECONDS = 60;

  private Child() {}

  /** What came of a command that ended by itself. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Ended(int exitCode, byte[] output, String errors) {
    String text() {
      return new String(output, UTF_8);
    }
  }

  static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(
        List.of("-Dsun.misc.unsafe.memory.access=allow", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.tukki.clusterconfig.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TUKKI_"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs one command to its end. */
  static Ended run(byte[] input, Map<String, String> environment, String... arguments) {
    try {
      Path output = Files.createTempFile("tukki-output", "");
      Path errors = Files.createTempFile("tukki-errors", "");
      try {
        Process process =
            builder(environment, arguments)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
          stdin.write(input);
        } catch (IOException e) {
          // It ended without reading all of it; its exit code tells.
        }
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("still running: " + String.join(" ", arguments));
        }
        return new Ended(process.exitValue(), Files.readAllBytes(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
