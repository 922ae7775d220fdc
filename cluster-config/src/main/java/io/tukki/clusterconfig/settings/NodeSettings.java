package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything one node is told, parsed and checked.
 *
 * @param dataDir where everything durable lies; made where it is missing
 * @param http the door for HTTP
 * @param kafka the door for Kafka clients
 * @param cluster where this node's cluster port is
 * @param startTimeout how long recovery and everything else may take before a start is given up
 * @param shutdownTimeout how long a clean stop may take before the process ends all the same
 * @param config the whole configuration, for Pekko and for the modules' own sections
 */
public record NodeSettings(
    Path dataDir,
    Door http,
    Door kafka,
    Cluster cluster,
    Duration startTimeout,
    Duration shutdownTimeout,
    Config config) {

  /**
   * A door's listening address.
   *
   * @param port 0 takes any free port
   */
  public record Door(String host, int port) {}

  /**
   * @param name the cluster's name, the same on every node
   * @param host the address that other nodes reach this one at
   * @param port 0 takes any free port, which a node of a larger cluster cannot do
   */
  public record Cluster(String name, String host, int port) {}

  /** The reference and the environment, and nothing else. */
  public static NodeSettings defaults() {
    return builder().build();
  }

  public static NodeSettingsBuilder builder() {
    return new NodeSettingsBuilder();
  }

  static NodeSettings parse(Config config) {
    Section tukki = new Section(config);
    return new NodeSettings(
        tukki.path("tukki.data-dir"),
        new Door(tukki.text("tukki.http.host"), tukki.port("tukki.http.port")),
        new Door(tukki.text("tukki.kafka.host"), tukki.port("tukki.kafka.port")),
        new Cluster(
            tukki.clusterName("tukki.cluster.name"),
            tukki.text("tukki.cluster.host"),
            tukki.port("tukki.cluster.port")),
        tukki.duration("tukki.start-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
        tukki.duration("tukki.shutdown-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        config);
  }
}
