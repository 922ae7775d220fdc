package io.tukki.clusterconfig.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.clusterconfig.settings.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed under a node that runs. Connections are real ones. */
final class ClusterTlsTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir Path temp;

  private int replacements;

  @BeforeEach
  void begin() throws Exception {
    identity("old", "EC");
    identity("new", "RSA");
    replace("authorities.pem", pem("old") + pem("new"));
    replace("node.pem", pem("old"));
    replace("node.key", key("old"));
  }

  @Test
  void whatIsRenewedIsUsedForTheNextConnection() throws Exception {
    ClusterTls tls = tls(Duration.ZERO);
    assertThat(presented(tls)).isEqualTo("CN=old");

    replace("node.pem", pem("new"));
    replace("node.key", key("new"));

    assertThat(presented(tls)).isEqualTo("CN=new");
  }

  @Test
  void theFilesAreNotLookedAtMoreOftenThanAskedFor() throws Exception {
    ClusterTls tls = tls(Duration.ofHours(1));
    replace("node.pem", pem("new"));
    replace("node.key", key("new"));

    assertThat(presented(tls)).isEqualTo("CN=old");
  }

  @Test
  void aCertificateWhoseKeyIsNotThereYetIsNotUsedYet() throws Exception {
    ClusterTls tls = tls(Duration.ZERO);

    replace("node.pem", pem("new"));
    assertThat(presented(tls)).isEqualTo("CN=old");

    replace("node.key", key("new"));
    assertThat(presented(tls)).isEqualTo("CN=new");
  }

  @Test
  void whatCannotBeReadLeavesEverythingAsItWas() throws Exception {
    ClusterTls tls = tls(Duration.ZERO);
    replace("node.pem", "half a certificate");
    assertThat(presented(tls)).isEqualTo("CN=old");

    Files.delete(temp.resolve("node.pem"));
    assertThat(presented(tls)).isEqualTo("CN=old");
  }

  @Test
  void aNodeDoesNotStartWithTheKeyOfAnotherCertificate() throws Exception {
    replace("node.key", key("new"));

    assertThatThrownBy(() -> tls(Duration.ZERO))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("is not the key of");
  }

  private ClusterTls tls(Duration reloadInterval) {
    return new ClusterTls(
        new NodeSettings.Tls(
            temp.resolve("node.pem"),
            temp.resolve("node.key"),
            temp.resolve("authorities.pem"),
            true,
            reloadInterval));
  }

  /** Whom a server shows itself to be on a connection that is made now. */
  private static String presented(ClusterTls tls) throws Exception {
    SSLContext context = tls.get();
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> accepted =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.startHandshake();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              Thread::startVirtualThread);
      try (SSLSocket client =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
        client.startHandshake();
        accepted.get(30, TimeUnit.SECONDS);
        return client.getSession().getPeerPrincipal().getName();
      }
    }
  }

  private void identity(String name, String kind) throws Exception {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                kind,
                "-dname",
                "CN=" + name,
                "-keystore",
                name + ".p12",
                "-storepass",
                PASSWORD)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(tool.exitValue()).as(said).isZero();
  }

  private KeyStore store(String name) throws Exception {
    return KeyStore.getInstance(temp.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
  }

  private String pem(String name) throws Exception {
    Certificate certificate = store(name).getCertificate(name);
    return armoured("CERTIFICATE", certificate.getEncoded());
  }

  private String key(String name) throws Exception {
    return armoured("PRIVATE KEY", store(name).getKey(name, PASSWORD.toCharArray()).getEncoded());
  }

  private static String armoured(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes));
  }

  /** At a time of its own, however coarse the file system's clock is. */
  private void replace(String file, String content) throws IOException {
    Path path = Files.writeString(temp.resolve(file), content);
    Files.setLastModifiedTime(
        path, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + replacements++)));
  }
}
