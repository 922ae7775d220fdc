package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node that runs as a process of its own, on a port that was free. */
final class NodeChild implements AutoCloseable {

  private static final Pattern HTTP = Pattern.compile("HTTP\\s+(http://\\S+)");

  private final Process process;
  private final URI url;
  private final List<String> banner;

  private NodeChild(Process process, URI url, List<String> banner) {
    this.process = process;
    this.url = url;
    this.banner = List.copyOf(banner);
  }

  static NodeChild start(Path dataDir) throws IOException {
    return start(dataDir, Map.of());
  }

  static NodeChild start(Path dataDir, Map<String, String> environment) throws IOException {
    return start(List.of(), dataDir, environment);
  }

  /**
   * Answers once the node has said that it is ready.
   *
   * @param within the beginning of a command line that goes on with the node's
   */
  static NodeChild start(List<String> within, Path dataDir, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        Child.builder(environment, "start", "--data-dir", dataDir.toString(), "--http-port", "0");
    builder.command().addAll(0, within);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> banner = new ArrayList<>();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = output.readLine();
    while (line != null) {
      banner.add(line);
      Matcher matcher = HTTP.matcher(line);
      if (matcher.find()) {
        return new NodeChild(process, URI.create(matcher.group(1)), banner);
      }
      line = output.readLine();
    }
    process.destroyForcibly();
    throw new AssertionError("the node did not start; it said: " + banner);
  }

  URI url() {
    return url;
  }

  List<String> banner() {
    return banner;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9}: the process gets to do nothing any more. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** As {@code kill}: asks it to stop. Answers its exit code. */
  int terminate() {
    process.destroy();
    return await();
  }

  private int await() {
    try {
      if (!process.waitFor(Child.TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the node does not stop");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }

  Child.Ended command(String... arguments) {
    return command(new byte[0], arguments);
  }

  Child.Ended command(byte[] input, String... arguments) {
    return Child.run(input, Map.of("TUKKI_URL", url.toString()), arguments);
  }
}
