package io.tukki.multinode;

import com.typesafe.config.ConfigFactory;
import io.tukki.chaos.cluster.Loopback;
import io.tukki.chaos.cluster.Network.Address;
import io.tukki.chaos.cluster.Pause;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;

/** The nodes of one test, as the driver sees them. Numbered from 1. */
final class Nodes implements AutoCloseable {

  static final String UP = "nodes are up";

  /** Generous: the machine may be busy with other things. */
  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final Duration PROBE_INTERVAL = Duration.ofMillis(50);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final Path directory;
  private final int count;
  private final Kinship kinship;
  private final Loopback addresses = new Loopback();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ActorSystem system;
  private final Participant driver;

  private Nodes(Path directory, int count, Kinship kinship) throws IOException {
    this.directory = directory;
    this.kinship = kinship;
    this.count = count;
    // The TestKit reads these once per JVM, so all tests of a JVM have the same number of nodes.
    int serverPort = Conductor.PORT;
    set(Roles.properties(0, count, serverPort));
    for (int node = 1; node <= count; node++) {
      processes.add(start(node, serverPort));
    }
    system =
        ActorSystem.create(
            "driver",
            Roles.settings()
                .withFallback(
                    ConfigFactory.parseString(
                        """
                        pekko.actor.provider = remote
                        pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                        pekko.actor.allow-java-serialization = off
                        pekko.loglevel = WARNING
                        """))
                .withFallback(ConfigFactory.load()));
    try {
      driver = new Participant(Roles.DRIVER, system, count);
    } catch (RuntimeException e) {
      String said = logs();
      processes.forEach(Process::destroyForcibly);
      system.terminate();
      throw new IllegalStateException("not all nodes came; they said:\n" + said, e);
    }
  }

  /** Where the conductor listens; one for the whole JVM, since the TestKit keeps it. */
  private static final class Conductor {
    static final int PORT = new Loopback().address(0).httpPort();
  }

  private static void set(List<String> properties) {
    for (String property : properties) {
      int equals = property.indexOf('=');
      System.setProperty(property.substring(0, equals), property.substring(equals + 1));
    }
  }

  /** Whether nodes know of each other. */
  enum Kinship {
    ONE_CLUSTER,
    EACH_ITS_OWN
  }

  /** Returns when all are up and ready. */
  static Nodes start(Path directory, int count, Kinship kinship) throws IOException {
    Nodes nodes = new Nodes(directory, count, kinship);
    nodes.driver.enterBarrier(UP);
    return nodes;
  }

  private Process start(int node, int serverPort) throws IOException {
    Path settings = directory.resolve("node" + node + ".conf");
    Files.writeString(settings, settings(node));
    List<String> command = new ArrayList<>();
    command.add(Roles.javaCommand().toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(
        List.of("-Dsun.misc.unsafe.memory.access=allow", "--enable-native-access=ALL-UNNAMED"));
    command.add(
        "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""));
    Roles.properties(node, count, serverPort).forEach(property -> command.add("-D" + property));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NodeMain.class.getName());
    command.addAll(List.of(Integer.toString(node), Integer.toString(count), settings.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("node" + node + ".log").toFile())
        .start();
  }

  private String settings(int node) {
    Address address = addresses.address(node);
    String own =
        """
        tukki.data-dir = "%s"
        tukki.http.port = %d
        tukki.cluster.port = %d
        """
            .formatted(directory.resolve("data" + node), address.httpPort(), address.clusterPort());
    return switch (kinship) {
      case EACH_ITS_OWN -> own;
      case ONE_CLUSTER -> own + together();
    };
  }

  private String together() {
    String seeds =
        IntStream.rangeClosed(1, count)
            .mapToObj(addresses::address)
            .map(seed -> "\"%s:%d\"".formatted(seed.host(), seed.clusterPort()))
            .collect(Collectors.joining(", "));
    return "tukki.cluster { seeds = [%s], expected-nodes = %d }\n".formatted(seeds, count);
  }

  URI uri(int node) {
    return URI.create("http://127.0.0.1:" + addresses.address(node).httpPort());
  }

  List<URI> uris() {
    return IntStream.rangeClosed(1, count).mapToObj(this::uri).toList();
  }

  /** The process ends at once and closes nothing; what it had written is in the page cache. */
  void kill(int node) {
    processes.get(node - 1).destroyForcibly().onExit().join();
  }

  /** The node leaves the cluster cleanly and comes back; returns when it is ready again. */
  void restart(int node) {
    Participant.await(driver.conductor().shutdown(Roles.node(node)));
    awaitReady(node, false);
    awaitReady(node, true);
  }

  /** Messages of the cluster between the two are lost, in both directions. */
  void blackhole(int one, int other) {
    Participant.await(
        driver.conductor().blackhole(Roles.node(one), Roles.node(other), Blackhole.bothWays()));
  }

  void passThrough(int one, int other) {
    Participant.await(
        driver.conductor().passThrough(Roles.node(one), Roles.node(other), Blackhole.bothWays()));
  }

  void awaitReady(int node, boolean ready) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (isReady(node) != ready) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "node %d is %sready for too long\n%s".formatted(node, ready ? "not " : "", logs()));
      }
      Pause.of(PROBE_INTERVAL);
    }
  }

  boolean isReady(int node) {
    try {
      return http.send(
                  HttpRequest.newBuilder(uri(node).resolve("/readyz"))
                      .timeout(PROBE_TIMEOUT)
                      .build(),
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

  /** What each node said, for a test that failed. */
  String logs() {
    StringBuilder text = new StringBuilder();
    for (int node = 1; node <= count; node++) {
      try {
        text.append("---- node ").append(node).append('\n');
        text.append(Files.readString(directory.resolve("node" + node + ".log")));
      } catch (IOException e) {
        text.append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
