package io.tukki.clusterconfig.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node of a local cluster: a process like this one, whose output is told apart by a name. */
final class LocalNode {

  private static final Pattern HTTP = Pattern.compile("HTTP\\s+(http://\\S+)");

  private final String name;
  private final Process process;
  private final CompletableFuture<String> url = new CompletableFuture<>();

  private LocalNode(String name, Process process) {
    this.name = name;
    this.process = process;
    follow(process.getInputStream(), this::banner);
    follow(process.getErrorStream(), line -> System.err.println(name + " | " + line));
    var unused =
        process
            .onExit()
            .thenRun(() -> url.completeExceptionally(new IllegalStateException("it has ended")));
  }

  /**
   * @param arguments of {@code start}
   */
  static LocalNode start(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("start");
    command.addAll(arguments);
    return new LocalNode(name, new ProcessBuilder(command).start());
  }

  /** Where its HTTP door is, once it is ready; empty where it has ended instead. */
  Optional<String> awaitUrl() {
    return url.handle((at, failure) -> Optional.ofNullable(at)).join();
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  void stop() {
    process.destroy();
  }

  /** Kills what does not stop. */
  void awaitEnd(long timeoutMs) throws InterruptedException {
    if (!process.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }

  private void banner(String line) {
    Matcher matcher = HTTP.matcher(line);
    if (matcher.find()) {
      url.complete(matcher.group(1));
    }
  }

  private void follow(InputStream output, java.util.function.Consumer<String> lines) {
    Thread.ofPlatform()
        .name(name + "-output")
        .daemon(true)
        .start(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(output, UTF_8))) {
                reader.lines().forEach(lines);
              } catch (IOException | java.io.UncheckedIOException e) {
                // It ends with the process, which is reported.
              }
            });
  }
}
