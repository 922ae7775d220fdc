package io.tukki.clusterconfig.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, a process each, that find each other by one name which stands for the addresses of
 * all. The system's own resolver says so: each process sees another {@code /etc/hosts}, which takes
 * a mount namespace and therefore root; skipped elsewhere.
 */
final class OneNameIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "tukki-nodes.test";

  @TempDir Path temp;

  private final List<NodeChild> nodes = new ArrayList<>();
  private List<String> within = List.of();
  private int port;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    Path hosts =
        Files.writeString(
            temp.resolve("hosts"),
            """
            127.0.0.1 localhost
            127.0.0.1 %1$s
            127.0.0.2 %1$s
            127.0.0.3 %1$s
            """
                .formatted(NAME));
    within =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind '%s' /etc/hosts && exec \"$@\"".formatted(hosts),
            "sh");
    List<String> probe = new ArrayList<>(within);
    probe.addAll(List.of("getent", "ahostsv4", NAME));
    assumeThat(succeeds(probe)).as("an /etc/hosts of one's own needs root").isTrue();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeChild::close);
  }

  private Path data(int number) {
    return temp.resolve("node-" + number);
  }

  private NodeChild start(int number) {
    try {
      return NodeChild.start(
          within,
          data(number),
          Map.of(
              "TUKKI_CLUSTER_HOST",
              "127.0.0." + number,
              "TUKKI_CLUSTER_PORT",
              Integer.toString(port),
              "TUKKI_CLUSTER_SEEDS",
              NAME + ":" + port,
              "TUKKI_CLUSTER_EXPECTED_NODES",
              "3"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** At once, as each waits for the others. */
  private List<NodeChild> startAll() {
    List<NodeChild> started =
        Stream.of(1, 2, 3)
            .map(
                number ->
                    CompletableFuture.supplyAsync(() -> start(number), Thread::startVirtualThread))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    nodes.addAll(started);
    return started;
  }

  @Test
  void nodesBehindOneNameFormOneClusterAndOneThatWasAwayFindsItAgain() throws IOException {
    List<NodeChild> first = startAll();

    String cluster = stored(1, "cluster.id");
    assertThat(List.of(stored(2, "cluster.id"), stored(3, "cluster.id"))).containsOnly(cluster);
    assertThat(Stream.of(1, 2, 3).map(number -> stored(number, "node.id")))
        .containsExactlyInAnyOrder("1", "2", "3");

    String id = stored(3, "node.id");
    first.get(2).kill();
    // What it remembers of the others shall not be what it finds them by.
    Files.delete(data(3).resolve("peers"));
    NodeChild back = start(3);
    nodes.add(back);

    await().atMost(PATIENCE).until(() -> back.command("cluster", "status").exitCode() == 0);
    assertThat(stored(3, "node.id")).isEqualTo(id);
    assertThat(stored(3, "cluster.id")).isEqualTo(cluster);
  }

  private String stored(int number, String key) {
    try {
      return Files.readAllLines(data(number).resolve("node.properties")).stream()
          .filter(line -> line.startsWith(key + "="))
          .findFirst()
          .orElseThrow()
          .substring(key.length() + 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
