package io.tukki.clusterconfig.bootstrap;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tukki.actors.Broker;
import io.tukki.api.http.HttpDoor;
import io.tukki.api.http.HttpSettings;
import io.tukki.api.http.node.Readiness;
import io.tukki.clusterconfig.settings.NodeSettings;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** Opens the door for HTTP, and says where it is. */
final class HttpListener {

  private HttpListener() {}

  /**
   * @param registry where the door's metrics go, and what it shows of the node's
   * @param readiness what {@code /readyz} says
   */
  static CompletionStage<URI> start(
      ActorSystem<?> system,
      Broker broker,
      PrometheusRegistry registry,
      NodeSettings settings,
      Readiness readiness) {
    HttpSettings http = HttpSettings.of(settings.config().getConfig("tukki.http"));
    return HttpDoor.bind(system, broker, http, registry, readiness)
        .thenApply(binding -> uri(settings.http().host(), binding.localAddress().getPort()));
  }

  /** Whoever listens on all addresses is reached by others where its cluster port is. */
  static String host(NodeSettings settings) {
    String host = settings.http().host();
    return isEverywhere(host) ? settings.cluster().host() : host;
  }

  private static boolean isEverywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /** And from here by the loopback address. */
  static URI uri(String host, int port) {
    String reachable = isEverywhere(host) ? "127.0.0.1" : host;
    return URI.create(
        "http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":" + port);
  }
}
