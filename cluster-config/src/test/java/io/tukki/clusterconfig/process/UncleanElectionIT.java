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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of three nodes are lost for good, and the third is told to go on. */
final class UncleanElectionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 3;

  @TempDir Path temp;

  private final List<NodeChild> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(NodeChild::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void startAll() throws IOException {
    List<Integer> ports = List.of(freePort(), freePort(), freePort());
    String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<CompletableFuture<NodeChild>> starting =
        IntStream.range(0, NODES)
            .mapToObj(
                index ->
                    CompletableFuture.supplyAsync(
                        () -> start(index, ports.get(index), seeds), Thread::startVirtualThread))
            .toList();
    starting.forEach(node -> nodes.add(node.join()));
  }

  private NodeChild start(int index, int port, String seeds) {
    try {
      return NodeChild.start(
          temp.resolve("node-" + index),
          Map.of("TUKKI_CLUSTER_PORT", Integer.toString(port), "TUKKI_CLUSTER_SEEDS", seeds));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the node's directory says of it. */
  private String number(int index) {
    try {
      return Files.readAllLines(temp.resolve("node-" + index).resolve("node.properties")).stream()
          .filter(line -> line.startsWith("node.id="))
          .findFirst()
          .orElseThrow()
          .substring("node.id=".length());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsLeftGoesOnWhereAnOperatorSaysSoAndNotBefore() throws Exception {
    startAll();
    int last = ThreadLocalRandom.current().nextInt(NODES);
    NodeChild left = nodes.get(last);
    List<Integer> others =
        IntStream.range(0, NODES).filter(index -> index != last).boxed().toList();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                left.command("topics", "create", "t", "--replication-factor", "3").exitCode() == 0);
    assertThat(left.command("one\n".getBytes(UTF_8), "produce", "t").exitCode()).isZero();
    String lost = others.stream().map(this::number).collect(Collectors.joining(","));
    Child.Ended early =
        left.command("shards", "elect-unclean", "--lost", lost, "--accept-data-loss");
    assertThat(early.errors()).contains("is a member of the cluster now");

    others.forEach(index -> nodes.get(index).kill());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                left.command("shards", "elect-unclean", "--lost", lost).exitCode() == 2
                    && left.command("cluster", "status").text().contains("away"));
    Child.Ended done = forced(left, lost);

    assertThat(done.text()).contains("leads these alone").contains("(controller)");
    assertThat(done.text()).containsPattern("t +\\d+ +\\d+");
    await()
        .atMost(PATIENCE)
        .until(() -> left.command("two\n".getBytes(UTF_8), "produce", "t").exitCode() == 0);
    assertThat(left.command("consume", "t").text().lines()).contains("one", "two");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(left.command("cluster", "status").text())
                    .contains("UNCLEAN ELECTION")
                    .contains("Ada"));
    assertThat(left.command("shards", "elect-unclean", "--lost", lost, "--accept-data-loss").text())
        .contains("Nothing to do");
    assertThat(left.command("topics", "create", "u", "--replication-factor", "1").exitCode())
        .isZero();
  }

  /** Refused until the last of them is known to be gone. */
  private static Child.Ended forced(NodeChild left, String lost) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                left.command(
                    "shards", "elect-unclean", "--lost", lost, "--accept-data-loss", "--by", "Ada"),
            ended -> ended.exitCode() == 0);
  }
}
