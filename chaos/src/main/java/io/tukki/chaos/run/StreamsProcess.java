package io.tukki.chaos.run;

import io.tukki.chaos.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The client of the Java API: a node without data in a process of its own. */
final class StreamsProcess implements AutoCloseable {

  private static final String MAIN = "io.tukki.chaos.load.StreamsClient";
  private static final long END_TIMEOUT_SECONDS = 120;

  private final Process process;

  private StreamsProcess(Process process) {
    this.process = process;
  }

  /** Where it writes down what it did, if it ran. */
  static Path historyIn(Path work) {
    return work.resolve("streams").resolve("history");
  }

  static StreamsProcess start(Cluster cluster, Path work, String topic, ChaosOptions options) {
    try {
      Path directory = work.resolve("streams");
      Path settings = cluster.clientConfig(Cluster.CLIENT_NODE, directory);
      List<String> command = new ArrayList<>(cluster.network().prefix(Cluster.CLIENT_NODE));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(
          List.of(
              "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
              "-cp",
              System.getProperty("java.class.path"),
              MAIN,
              settings.toString(),
              historyIn(work).toString(),
              topic,
              Integer.toString(options.partitions),
              options.acks,
              Integer.toString(options.valueBytes),
              Integer.toString(options.streamsRate)));
      return new StreamsProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets what is under way come to its end.
   *
   * @return whether it did
   */
  boolean stop() {
    try {
      process.getOutputStream().close();
      return process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
