package io.tukki.api.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * Pekko HTTP's server settings for this door: said here rather than in a {@code reference.conf}, so
 * that they hold for this server alone and not for others in the same system.
 */
final class ServerSetup {

  private ServerSetup() {}

  static ServerSettings of(ActorSystem<?> system, HttpSettings.Connections connections) {
    Config config =
        ConfigFactory.parseString(overrides(connections)).withFallback(system.settings().config());
    return ServerSettings.create(config)
        .withMaxConnections(connections.max())
        .withBacklog(connections.backlog());
  }

  private static String overrides(HttpSettings.Connections connections) {
    return """
    pekko.http.server {
      server-header = ""
      idle-timeout = %dms
      request-timeout = %dms
      # HEAD is GET without the body.
      transparent-head-requests = on
      # Each handler bounds what it reads.
      parsing.max-content-length = infinite
      parsing.error-handler = "io.tukki.api.http.ParsingProblems"
      # Topics and keys in paths and headers may be long, within reason.
      parsing.max-uri-length = 8k
      parsing.max-header-value-length = 16k
      # A name that is not known to Pekko need not be cached for every client that makes one up.
      parsing.illegal-header-warnings = off
    }
    """
        .formatted(connections.idleTimeout().toMillis(), connections.requestTimeout().toMillis());
  }
}
