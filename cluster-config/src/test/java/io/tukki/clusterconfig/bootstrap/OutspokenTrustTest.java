package io.tukki.clusterconfig.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Believes one of the JDK's own authorities, and is shown another. */
final class OutspokenTrustTest {

  private final List<String> said = new ArrayList<>();
  private long nowNanos;
  private X509Certificate[] believed;
  private X509Certificate[] stranger;
  private X509ExtendedTrustManager trust;

  @BeforeEach
  void believeOne() throws Exception {
    TrustManagerFactory all =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    all.init((KeyStore) null);
    X509Certificate[] authorities =
        ((X509ExtendedTrustManager) all.getTrustManagers()[0]).getAcceptedIssuers();
    believed = new X509Certificate[] {authorities[0]};
    stranger = new X509Certificate[] {authorities[1]};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("one", authorities[0]);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    TrustManager[] outspoken =
        OutspokenTrust.of(factory.getTrustManagers(), (who, why) -> said.add(who), () -> nowNanos);
    trust = (X509ExtendedTrustManager) outspoken[0];
  }

  private List<ThrowingCallable> ways(X509Certificate[] chain) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    Socket socket = new Socket();
    return List.of(
        () -> trust.checkClientTrusted(chain, "EC"),
        () -> trust.checkServerTrusted(chain, "EC"),
        () -> trust.checkClientTrusted(chain, "EC", socket),
        () -> trust.checkServerTrusted(chain, "EC", socket),
        () -> trust.checkClientTrusted(chain, "EC", engine),
        () -> trust.checkServerTrusted(chain, "EC", engine));
  }

  @Test
  void whoIsNotBelievedIsNamedAndRefusedAllTheSame() throws Exception {
    for (ThrowingCallable way : ways(stranger)) {
      said.clear();
      nowNanos += Duration.ofSeconds(10).toNanos();

      assertThatThrownBy(way).isInstanceOf(CertificateException.class);

      assertThat(said).containsExactly(stranger[0].getSubjectX500Principal().getName());
    }
  }

  @Test
  void whoTriesAgainAtOnceIsRefusedInSilence() {
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> trust.checkServerTrusted(stranger, "EC"))
          .isInstanceOf(CertificateException.class);
    }

    assertThat(said).hasSize(1);
  }

  @Test
  void whoIsBelievedIsNotSpokenOf() throws Exception {
    trust.checkServerTrusted(believed, "EC");

    assertThat(said).isEmpty();
    assertThat(trust.getAcceptedIssuers()).containsExactly(believed);
  }
}
