package io.tukki.clusterconfig.bootstrap;

import io.tukki.persistence.transport.LinkTls;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * The cluster's own connections prove themselves as those for replication do. Pekko's provider for
 * PEM files takes neither keys for elliptic curves nor chains of certificates.
 */
final class ArteryTls implements SSLEngineProvider {

  private final LinkTls tls;

  ArteryTls(LinkTls tls) {
    this.tls = tls;
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return tls.serverEngine();
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return tls.clientEngine(hostname, port);
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }
}
