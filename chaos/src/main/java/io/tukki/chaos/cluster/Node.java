package io.tukki.chaos.cluster;

import io.tukki.chaos.cluster.Network.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One node and its process, if it runs. Started by the launcher, as users do. Its calls are made by
 * one thread at a time.
 */
public final class Node implements AutoCloseable {

  /** Under a node's directory: what its disk layer has in hand. */
  static final String DISK = "disk";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final int number;
  private final Path directory;
  private final Path launcher;
  private final Network network;
  private final Map<String, String> environment;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PROBE_TIMEOUT)
          .build();
  private Optional<Process> process = Optional.empty();
  private boolean paused;

  /** Which node, where its files are, and what its process's environment has beside. */
  record Place(int number, Path directory, Path launcher, Map<String, String> environment) {}

  Node(Place place, Network network) {
    this.number = place.number();
    this.directory = place.directory();
    this.launcher = place.launcher();
    this.environment = Map.copyOf(place.environment());
    this.network = network;
  }

  public int number() {
    return number;
  }

  public Address address() {
    return network.address(number);
  }

  public URI uri() {
    return URI.create("http://%s:%d".formatted(address().host(), address().httpPort()));
  }

  public Path directory() {
    return directory;
  }

  /** What its processes said, one after the other. */
  public Path log() {
    return directory.resolve("node.log");
  }

  public Path dataDirectory() {
    return directory.resolve(DISK).resolve("data");
  }

  /** Loses everything it held, while it does not run. */
  public void wipe() {
    if (isAlive()) {
      throw new IllegalStateException("node %d runs".formatted(number));
    }
    Shell.must("rm", "-rf", dataDirectory().toString());
  }

  public boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  public boolean isPaused() {
    return paused;
  }

  /** 0 if it does not run. */
  public long pid() {
    return process.map(Process::pid).orElse(0L);
  }

  /** Starts the process and does not wait until it can serve. */
  public void start() {
    if (isAlive()) {
      return;
    }
    List<String> command = new ArrayList<>(network.prefix(number));
    command.addAll(
        List.of(
            launcher.toString(), "start", "--config", directory.resolve("node.conf").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("TUKKI_"));
    builder.environment().put("TUKKI_BUILD", "never");
    // Nodes that start together would each prepare the launcher's cache at once, for a minute.
    builder.environment().put("TUKKI_AOT", "off");
    builder.environment().putAll(environment);
    try {
      process = Optional.of(builder.start());
    } catch (IOException e) {
      throw new IllegalStateException("cannot start node " + number, e);
    }
  }

  /** As {@code kill -9}; returns when the process is gone. */
  public void kill() {
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          await(running);
        });
    paused = false;
  }

  /** As {@code kill}: the node stops as it is meant to. */
  public void stop() {
    process.ifPresent(
        running -> {
          running.destroy();
          if (!await(running)) {
            running.destroyForcibly();
            await(running);
          }
        });
  }

  private static boolean await(Process running) {
    try {
      return running.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public void pause() {
    signal("STOP");
    paused = true;
  }

  public void resume() {
    signal("CONT");
    paused = false;
  }

  private void signal(String name) {
    if (isAlive()) {
      Shell.run("kill", "-" + name, Long.toString(pid()));
    }
  }

  public boolean isReady() {
    try {
      return http.send(
                  HttpRequest.newBuilder(uri().resolve("/readyz")).timeout(PROBE_TIMEOUT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The last lines of what the process said. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
