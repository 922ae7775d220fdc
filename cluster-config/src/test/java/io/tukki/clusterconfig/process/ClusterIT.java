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

  private static String line(NodeChild node) {
    return node.banner().stream().filter(line -> line.contains("Data")).findFirst().orElseThrow();
  }

  private static String cluster(NodeChild node) {
    return line(node).replaceAll(".*\\(cluster ([^,]+), .*", "$1");
  }

  private static int id(NodeChild node) {
    return Integer.parseInt(line(node).replaceAll(".*, node ([0-9]+)\\).*", "$1"));
  }

  @Test
  void threeBlankNodesFormOneClusterAndFindItAgain() throws IOException {
    List<NodeChild> first = start(0, 1, 2);
    assertThat(first.stream().map(ClusterIT::cluster).distinct()).hasSize(1);
    assertThat(first.stream().map(ClusterIT::id)).containsExactlyInAnyOrder(1, 2, 3);
    first.forEach(ClusterIT::awaitReady);
    first.getFirst().command("topics", "create", "t", "--replication-factor", "3");
    first.get(1).command("one\n".getBytes(UTF_8), "produce", "t");

    // All lose power, and one does not come back.
    first.forEach(NodeChild::kill);
    List<NodeChild> again = start(1, 2);

    assertThat(again.stream().map(ClusterIT::cluster)).containsOnly(cluster(first.getFirst()));
    assertThat(again.stream().map(ClusterIT::id))
        .containsExactly(id(first.get(1)), id(first.get(2)));
    again.forEach(ClusterIT::awaitReady);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(again.getFirst().command("consume", "t").text()).isEqualTo("one\n"));

    // A blank node in its place is another node.
    wipe(data(0));
    NodeChild replacement = start(0).getFirst();

    assertThat(cluster(replacement)).isEqualTo(cluster(first.getFirst()));
    assertThat(id(replacement)).isEqualTo(4);
    awaitNodes(replacement, 4);
  }

  @Test
  void aNodeThatIsKilledComesBackAsItself() {
    List<NodeChild> first = start(0, 1, 2);
    first.forEach(ClusterIT::awaitReady);

    first.get(2).kill();
    NodeChild back = start(2).getFirst();

    assertThat(id(back)).isEqualTo(id(first.get(2)));
    awaitReady(back);
  }

  @Test
  void aDirectoryOfAnotherClusterIsRefused() throws IOException {
    try (NodeChild other = NodeChild.start(data(2))) {
      assertThat(id(other)).isOne();
    }
    nodes.add(NodeChild.start(data(0), Map.of("TUKKI_CLUSTER_PORT", ports.get(0).toString())));

    Child.Ended ended =
        Child.run(
            new byte[0],
            settings(2),
            "start",
            "--data-dir",
            data(2).toString(),
            "--http-port",
            "0");

    assertThat(ended.errors()).contains("tukki: The data directory belongs to cluster");
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
