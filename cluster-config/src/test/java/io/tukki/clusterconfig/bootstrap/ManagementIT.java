package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pekko Management beside a node's own door. */
final class ManagementIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temp;

  private final HttpClient http = HttpClient.newHttpClient();

  private NodeSettingsBuilder settings() {
    return NodeSettings.builder()
        .environment(Map.of())
        .dataDir(temp.resolve("data"))
        .httpPort(0)
        .with("tukki.management.enabled", true)
        .with("tukki.management.port", 0);
  }

  private HttpResponse<String> ask(String method, URI door, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(door.resolve(path))
            .method(method, BodyPublishers.ofString("operation=down"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(PATIENCE)
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static String self(TukkiNode node) {
    return Cluster.get(node.system()).selfMember().address().toString();
  }

  @Test
  void tellsWhoIsAMemberAndWhetherTheNodeIsReadyAndChangesNothing() throws Exception {
    try (TukkiNode node = TukkiNode.start(settings().build())) {
      URI door = node.managementUri().orElseThrow();

      HttpResponse<String> members = ask("GET", door, "/cluster/members");
      assertThat(members.statusCode()).isEqualTo(200);
      assertThat(members.body()).contains(self(node)).contains("\"Up\"").contains("data");
      assertThat(ask("GET", door, "/alive").statusCode()).isEqualTo(200);
      assertThat(ask("GET", door, "/ready").statusCode())
          .isEqualTo(200)
          .isEqualTo(ask("GET", node.httpUri(), "/readyz").statusCode());

      for (String method : new String[] {"PUT", "DELETE"}) {
        assertThat(ask(method, door, "/cluster/members/" + self(node)).statusCode())
            .as(method)
            .isIn(404, 405);
      }
      assertThat(Cluster.get(node.system()).selfMember().status()).isEqualTo(MemberStatus.up());
    }
  }

  /** It waits for another one, so its own door is not open yet. */
  @Test
  void nodeThatWaitsForOthersLivesAndIsNotReady() throws Exception {
    int port = freePort();
    int cluster = freePort();
    NodeSettings waiting =
        settings()
            .with("tukki.management.port", port)
            .with("tukki.cluster.port", cluster)
            .with("tukki.cluster.seeds", "127.0.0.1:" + cluster)
            .with("tukki.cluster.expected-nodes", 2)
            .with("tukki.start-timeout", "8s")
            .build();
    URI door = URI.create("http://127.0.0.1:" + port);
    CompletableFuture<TukkiNode> started =
        CompletableFuture.supplyAsync(() -> TukkiNode.start(waiting));

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(ask("GET", door, "/alive").statusCode()).isEqualTo(200));
    assertThat(ask("GET", door, "/ready").statusCode()).isEqualTo(500);

    assertThatThrownBy(started::join).hasCauseInstanceOf(NodeStartException.class);
  }

  @Test
  void staysShutUnlessItIsWanted() {
    NodeSettings silent =
        NodeSettings.builder()
            .environment(Map.of())
            .dataDir(temp.resolve("data"))
            .httpPort(0)
            .build();
    try (TukkiNode node = TukkiNode.start(silent)) {
      assertThat(node.managementUri()).isEmpty();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
