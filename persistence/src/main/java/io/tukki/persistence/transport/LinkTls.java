package io.tukki.persistence.transport;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Makes both ends of a connection prove who they are.
 *
 * @param context asked for at each connection, so that certificates can change
 * @param verifyHostNames whether who dials insists that the certificate names the host it dialled
 */
public record LinkTls(Supplier<SSLContext> context, boolean verifyHostNames) {

  public SSLEngine serverEngine() {
    SSLEngine engine = context.get().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  public SSLEngine clientEngine(String host, int port) {
    SSLEngine engine = context.get().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    if (verifyHostNames) {
      SSLParameters parameters = engine.getSSLParameters();
      // RFC 2818's rules, which are those that everybody expects.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }
}
