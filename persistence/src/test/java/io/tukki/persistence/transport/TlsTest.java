package io.tukki.persistence.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.Transport.Priority;
import io.tukki.persistence.transport.Heard.Word;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both ends show certificates, or nothing is said. */
@Timeout(60)
class TlsTest {

  private static final ReplicaId A = Samples.replica(1);
  private static final ReplicaId B = Samples.replica(2);
  private static final String PASSWORD = "only-for-this-test";

  private final ActorSystem system = TestNode.system("");

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    TestKit.shutdownActorSystem(system);
  }

  /** A certificate that signs itself, in a store of its own. */
  private KeyStore keys(String name) throws Exception {
    Path file = directory.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static Optional<LinkTls> tls(KeyStore own, KeyStore trusted) throws Exception {
    return tls(own, trusted, false);
  }

  private static Optional<LinkTls> tls(KeyStore own, KeyStore trusted, boolean verifyHostNames)
      throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD.toCharArray());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    String alias = trusted.aliases().nextElement();
    certificates.setCertificateEntry(alias, trusted.getCertificate(alias));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return Optional.of(new LinkTls(() -> context, verifyHostNames));
  }

  private TestNode node(int number, Optional<LinkTls> tls) throws Exception {
    return new TestNode(system, Samples.identity(number), 0, tls);
  }

  @Test
  void nodesOfOneAuthorityUnderstandEachOther() throws Exception {
    KeyStore house = keys("house");
    try (TestNode a = node(1, tls(house, house));
        TestNode b = node(2, tls(house, house))) {
      a.knows(b);
      a.ping(B, 1);
      a.transport.ship(B, "log", Samples.append(1), 1, a.slice(1 << 20, 3), Priority.LIVE);

      await().until(() -> b.heard.words.size() == 2);
      assertThat(b.heard.words)
          .contains(new Word.Shipped(A, "log", Samples.append(1), 1, BytesSlice.bytes(1 << 20, 3)));
    }
  }

  @Test
  void aDiallerWithoutATrustedCertificateIsNotHeard() throws Exception {
    KeyStore house = keys("house");
    KeyStore foreign = keys("foreign");
    assertSpeechless(tls(foreign, house), tls(house, house));
  }

  @Test
  void nobodySpeaksToAListenerThatIsNotTrusted() throws Exception {
    KeyStore house = keys("house");
    KeyStore foreign = keys("foreign");
    assertSpeechless(tls(house, house), tls(foreign, house));
  }

  /** Its certificate is believed, and is no word about where it is. */
  @Test
  void aDiallerThatInsistsOnNamesIsNotFooledByAnotherHostsCertificate() throws Exception {
    KeyStore house = keys("house");
    assertSpeechless(tls(house, house, true), tls(house, house));
  }

  @Test
  void whoSpeaksInTheClearIsNotHeard() throws Exception {
    KeyStore house = keys("house");
    assertSpeechless(Optional.empty(), tls(house, house));
  }

  private void assertSpeechless(Optional<LinkTls> dialler, Optional<LinkTls> listener)
      throws Exception {
    try (TestNode a = node(1, dialler);
        TestNode b = node(2, listener)) {
      a.knows(b);
      await()
          .until(
              () -> {
                a.ping(B, 1);
                return a.transport.stats().messagesDropped() > 3;
              });
      assertThat(b.heard.words).isEmpty();
      assertThat(a.links).isEmpty();
    }
  }
}
