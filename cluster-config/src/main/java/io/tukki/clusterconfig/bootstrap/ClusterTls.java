package io.tukki.clusterconfig.bootstrap;

import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.persistence.transport.LinkTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node proves itself with to the others, and whom it believes: read from PEM files, and
 * again when those have changed, so that certificates are renewed without a restart. Connections
 * that are open go on with what they began with. Thread-safe.
 */
final class ClusterTls implements Supplier<SSLContext> {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterTls.class);

  /** TLS 1.3 and no older: both ends are Tukki's. */
  private static final String PROTOCOL = "TLSv1.3";

  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA");

  /** The stores are in memory only. */
  private static final char[] NO_PASSWORD = {};

  private final NodeSettings.Tls settings;

  /** Guarded by this object. */
  private Loaded loaded;

  private record Loaded(SSLContext context, List<FileTime> times, long lookedNanos) {}

  /**
   * @throws NodeStartException naming the file that cannot be used, and why
   */
  ClusterTls(NodeSettings.Tls settings) {
    this.settings = settings;
    try {
      this.loaded = load(System.nanoTime());
    } catch (IOException | GeneralSecurityException e) {
      throw new NodeStartException("tukki.cluster.tls cannot be used: " + e.getMessage(), e);
    }
  }

  static LinkTls linksOf(NodeSettings.Tls settings) {
    return new LinkTls(new ClusterTls(settings), settings.verifyHostNames());
  }

  @Override
  public synchronized SSLContext get() {
    long now = System.nanoTime();
    if (now - loaded.lookedNanos() >= settings.reloadInterval().toNanos()) {
      loaded = reload(now);
    }
    return loaded.context();
  }

  /** Files that are being replaced may not fit each other for a moment. */
  private Loaded reload(long now) {
    try {
      if (!times().equals(loaded.times())) {
        Loaded renewed = load(now);
        LOG.info("new connections to other nodes use the renewed {}", settings.certificate());
        return renewed;
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("tukki.cluster.tls is used as it was, since it cannot be read anew", e);
    }
    return new Loaded(loaded.context(), loaded.times(), now);
  }

  private List<FileTime> times() throws IOException {
    return List.of(
        Files.getLastModifiedTime(settings.certificate()),
        Files.getLastModifiedTime(settings.key()),
        Files.getLastModifiedTime(settings.authorities()));
  }

  private Loaded load(long now) throws IOException, GeneralSecurityException {
    List<FileTime> times = times();
    KeyStore own = emptyStore();
    Certificate[] chain = certificates(settings.certificate()).toArray(Certificate[]::new);
    PrivateKey key = privateKey(settings.key());
    if (!fits(key, chain[0].getPublicKey())) {
      throw new IOException(settings.key() + " is not the key of " + settings.certificate());
    }
    own.setKeyEntry("node", key, NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    KeyStore believed = emptyStore();
    for (Certificate authority : certificates(settings.authorities())) {
      believed.setCertificateEntry("authority-" + believed.size(), authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    SSLContext context = SSLContext.getInstance(PROTOCOL);
    context.init(
        keys.getKeyManagers(),
        OutspokenTrust.of(trust.getTrustManagers(), ClusterTls::tell, System::nanoTime),
        null);
    return new Loaded(context, times, now);
  }

  /** Of two files one is replaced first, and nobody could connect until the other is as well. */
  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> key.getAlgorithm();
            });
    byte[] something = {1, 2, 3};
    signature.initSign(key);
    signature.update(something);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(something);
    return signature.verify(signed);
  }

  private static void tell(String subject, CertificateException why) {
    LOG.warn("A connection with the certificate of '{}' is refused: {}", subject, why.getMessage());
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IOException(
          file
              + " holds no unencrypted PKCS#8 key ('BEGIN PRIVATE KEY'); openssl pkcs8 -topk8"
              + " -nocrypt makes one of another kind");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(
            Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to)));
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // It is one of the others.
      }
    }
    throw new IOException(file + " is none of these: " + KEY_KINDS);
  }
}
