package io.tukki.clusterconfig.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, a process each: how they come together, go, and come back. */
final class ClusterIT {

  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temp;

  private final List<NodeChild> nodes = new ArrayList<>();
  private List<Integer> ports = List.of();

  @BeforeEach
  void findPorts() throws IOException {
    ports = freePorts();
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeChild::close);
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int index = 0; index < NODES; index++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private Path data(int index) {
    return temp.resolve("node-" + index);
  }

  private Map<String, String> settings(int index) {
    return Map.of(
        "TUKKI_CLUSTER_PORT",
        ports.get(index).toString(),
        "TUKKI_CLUSTER_SEEDS",
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
  }

  private NodeChild child(int index) {
    try {
      return NodeChild.start(data(index), settings(index));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts these at once, as each waits for the others. */
  private List<NodeChild> start(Integer... indexes) {
    List<NodeChild> started =
        Stream.of(indexes)
            .map(
                index ->
                    CompletableFuture.supplyAsync(() -> child(index), Thread::startVirtualThread))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    nodes.addAll(started);
    return started;
  }

  private static void awaitReady(NodeChild node) {
    await().atMost(PATIENCE).until(() -> node.command("cluster", "status").exitCode() == 0);
  }

  private static void awaitNodes(NodeChild node, int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.command("cluster", "status").text()).contains("\n" + count + " "));
  }

  /** What the node's directory says of it. */
  private static String stored(Path data, String key) {
    try {
      return Files.readAllLines(data.resolve("node.properties")).stream()
          .filter(line -> line.startsWith(key + "="))
          .findFirst()
          .orElseThrow()
          .substring(key.length() + 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String cluster(int index) {
    return stored(data(index), "cluster.id");
  }

  private int id(int index) {
    return Integer.parseInt(stored(data(index), "node.id"));
  }

  private int indexOf(int id) {
    return Stream.of(0, 1, 2).filter(index -> id(index) == id).findFirst().orElseThrow();
  }

  @Test
  void threeBlankNodesFormOneClusterAndFindItAgain() throws IOException {
    List<NodeChild> first = start(0, 1, 2);
    String cluster = cluster(0);
    assertThat(List.of(cluster(1), cluster(2))).containsOnly(cluster);
    assertThat(List.of(id(0), id(1), id(2))).containsExactlyInAnyOrder(1, 2, 3);
    first.forEach(ClusterIT::awaitReady);
    first.getFirst().command("topics", "create", "t", "--replication-factor", "3");
    first.get(1).command("one\n".getBytes(UTF_8), "produce", "t");

    // All lose power, and one does not come back.
    int lost = indexOf(3);
    first.forEach(NodeChild::kill);
    List<NodeChild> again =
        start(Stream.of(0, 1, 2).filter(index -> index != lost).toArray(Integer[]::new));

    again.forEach(ClusterIT::awaitReady);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(again.getFirst().command("consume", "t").text()).isEqualTo("one\n"));

    // A blank node in its place is another node.
    wipe(data(lost));
    NodeChild replacement = start(lost).getFirst();

    assertThat(cluster(lost)).isEqualTo(cluster);
    assertThat(id(lost)).isEqualTo(4);
    awaitNodes(replacement, 4);
  }

  @Test
  void aNodeThatIsKilledComesBackAsItself() {
    List<NodeChild> first = start(0, 1, 2);
    first.forEach(ClusterIT::awaitReady);
    int killed = indexOf(3);

    first.get(killed).kill();
    NodeChild back = start(killed).getFirst();

    assertThat(id(killed)).isEqualTo(3);
    awaitReady(back);
  }

  @Test
  void aDirectoryOfAnotherClusterIsRefused() throws IOException {
    NodeChild.start(data(2)).close();
    nodes.add(NodeChild.start(data(0), Map.of("TUKKI_CLUSTER_PORT", ports.getFirst().toString())));

    Child.Ended ended =
        Child.run(
            new byte[0],
            settings(2),
            "start",
            "--data-dir",
            data(2).toString(),
            "--http-port",
            "0");

    assertThat(ended.errors())
        .contains("tukki: The data directory belongs to cluster " + cluster(2));
    assertThat(ended.exitCode()).isOne();
  }

  private static void wipe(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
