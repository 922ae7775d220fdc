package io.tukki.clusterconfig.bootstrap;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom another believes, and says whom it does not and why: the other end learns only that
 * the connection was closed, and what Pekko logs of its connections is switched off. Thread-safe.
 */
final class OutspokenTrust extends X509ExtendedTrustManager {

  /** Whoever is refused tries again at once. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private final X509ExtendedTrustManager trust;
  private final BiConsumer<String, CertificateException> refused;
  private final LongSupplier nanoClock;
  private final AtomicLong nextNanos;

  /**
   * @param refused hears of somebody and of the reason, every 10 s at most
   */
  OutspokenTrust(
      X509ExtendedTrustManager trust,
      BiConsumer<String, CertificateException> refused,
      LongSupplier nanoClock) {
    this.trust = trust;
    this.refused = refused;
    this.nanoClock = nanoClock;
    this.nextNanos = new AtomicLong(nanoClock.getAsLong());
  }

  /** Those of them that look at certificates speak. */
  static TrustManager[] of(
      TrustManager[] all, BiConsumer<String, CertificateException> refused, LongSupplier clock) {
    return Arrays.stream(all)
        .map(
            each ->
                each instanceof X509ExtendedTrustManager trust
                    ? new OutspokenTrust(trust, refused, clock)
                    : each)
        .toArray(TrustManager[]::new);
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      long now = nanoClock.getAsLong();
      long next = nextNanos.get();
      if (now - next >= 0 && nextNanos.compareAndSet(next, now + SILENCE_NANOS)) {
        refused.accept(chain[0].getSubjectX500Principal().getName(), e);
      }
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> trust.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> trust.checkServerTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    check(chain, () -> trust.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    check(chain, () -> trust.checkServerTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    check(chain, () -> trust.checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    check(chain, () -> trust.checkServerTrusted(chain, kind));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
