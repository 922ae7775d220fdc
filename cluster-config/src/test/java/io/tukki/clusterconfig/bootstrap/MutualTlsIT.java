package io.tukki.clusterconfig.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tukki.actors.Topics;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.clusterconfig.settings.NodeSettingsBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that prove themselves to one another, and one that cannot. */
final class MutualTlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "only-for-this-test";

  @TempDir Path temp;

  private final List<TukkiNode> nodes = new ArrayList<>();
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    nodes.reversed().forEach(TukkiNode::close);
  }

  private void keytool(String... arguments) throws Exception {
    Process tool =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                        Stream.concat(Stream.of(arguments), Stream.of("-storepass", PASSWORD)))
                    .toList())
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(tool.exitValue()).as(said).isZero();
  }

  private void authority(String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "bc:c",
        "-keystore",
        name + ".p12");
    keytool(
        "-exportcert", "-rfc", "-alias", name, "-keystore", name + ".p12", "-file", name + ".pem");
  }

  /** A key and a certificate for 127.0.0.1. */
  private void node(String name, String authority, String kind) throws Exception {
    String store = name + ".p12";
    keytool(
        "-genkeypair", "-alias", name, "-keyalg", kind, "-dname", "CN=" + name, "-keystore", store);
    keytool("-certreq", "-alias", name, "-keystore", store, "-file", name + ".csr");
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        authority,
        "-keystore",
        authority + ".p12",
        "-ext",
        "san=ip:127.0.0.1",
        "-infile",
        name + ".csr",
        "-outfile",
        name + ".pem");
    KeyStore keys = KeyStore.getInstance(temp.resolve(store).toFile(), PASSWORD.toCharArray());
    Files.writeString(
        temp.resolve(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(keys.getKey(name, PASSWORD.toCharArray()).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  private NodeSettingsBuilder settings(String name, String authority) {
    return NodeSettings.builder()
        .dataDir(temp.resolve("data-" + name))
        .httpPort(0)
        .with("tukki.cluster.tls.certificate", temp.resolve(name + ".pem").toString())
        .with("tukki.cluster.tls.key", temp.resolve(name + ".key").toString())
        .with("tukki.cluster.tls.authorities", temp.resolve(authority + ".pem").toString());
  }

  private NodeSettingsBuilder joining(NodeSettingsBuilder settings) {
    return settings.seeds(List.of("127.0.0.1:" + port));
  }

  @Test
  void nodesOfOneAuthorityAreAClusterAndNobodyElseGetsIn() throws Exception {
    authority("house");
    authority("strangers");
    node("one", "house", "EC");
    node("two", "house", "RSA");
    node("other", "strangers", "EC");
    TukkiNode one =
        TukkiNode.start(settings("one", "house").with("tukki.cluster.port", port).build());
    nodes.add(one);
    nodes.add(TukkiNode.start(joining(settings("two", "house")).build()));

    // What is written with a factor of 2 has passed both kinds of connections.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                one.broker()
                        .topics()
                        .create(
                            new Topics.Create(
                                "t", OptionalInt.of(1), OptionalInt.of(2), Map.of(), false))
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                    instanceof io.tukki.core.result.Result.Ok);

    assertThatThrownBy(
            () ->
                TukkiNode.start(
                    joining(settings("other", "strangers"))
                        .with("tukki.start-timeout", "4s")
                        .build()))
        .isInstanceOf(NodeStartException.class);
    assertThatThrownBy(
            () ->
                TukkiNode.start(
                    joining(NodeSettings.builder().dataDir(temp.resolve("plain")).httpPort(0))
                        .with("tukki.start-timeout", "4s")
                        .build()))
        .isInstanceOf(NodeStartException.class);
    assertThat(one.broker().metadata().image().nodes()).hasSize(2);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    authority("house");
    node("one", "house", "EC");
    Files.writeString(temp.resolve("one.key"), "nonsense");

    assertThatThrownBy(() -> TukkiNode.start(settings("one", "house").build()))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("one.key")
        .hasMessageContaining("PKCS#8");
  }
}
