package io.tukki.clusterconfig.settings;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything one node is told, parsed and checked.
 *
 * @param dataDir where everything durable lies; made where it is missing
 * @param http the door for HTTP
 * @param kafka the door for Kafka clients
 * @param cluster where this node's cluster port is, and where others are
 * @param node what this node is to the cluster
 * @param replication where other nodes' replicas reach this one's
 * @param management the door of Pekko Management; empty where it stays shut
 * @param startTimeout how long recovery and everything else may take before a start is given up
 * @param shutdownTimeout how long a clean stop may take before the process ends all the same
 * @param config the whole configuration, for Pekko and for the modules' own sections
 */
public record NodeSettings(
    Path dataDir,
    Door http,
    Door kafka,
    Cluster cluster,
    Node node,
    Replication replication,
    Optional<Management> management,
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
   * @param bindHost the address that is listened on
   * @param port 0 takes any free port, which a node that others look for cannot do
   * @param seeds where to look for other nodes; none makes a cluster of one at once
   * @param expectedNodes how many nodes a new cluster is formed of; empty where nobody said so
   * @param tls how nodes prove themselves to one another; empty where they do not
   */
  public record Cluster(
      String name,
      String host,
      String bindHost,
      int port,
      List<Seed> seeds,
      OptionalInt expectedNodes,
      Optional<Tls> tls) {

    public Cluster {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * PEM files, and how they are used.
   *
   * @param certificate this node's, and those between it and the authority
   * @param key without a password, in PKCS#8
   * @param authorities the certificates of whom all nodes' certificates come from
   * @param verifyHostNames whether a certificate must name the host that was dialled
   * @param reloadInterval how often the files are looked at
   */
  public record Tls(
      Path certificate,
      Path key,
      Path authorities,
      boolean verifyHostNames,
      Duration reloadInterval) {}

  /** A host, or a name of many hosts, and the cluster port there. */
  public record Seed(String host, int port) {}

  /**
   * @param rack what the node shares a fate with
   */
  public record Node(Role role, Optional<String> rack) {}

  public enum Role {
    /** Holds replicas, leads partitions, may run the controller. */
    DATA,
    /** Produces and consumes, and holds nothing. */
    CLIENT;

    /** As the cluster's members know it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param port 0 takes any free port; others are told which
   */
  public record Replication(int port) {}

  /**
   * @param readOnly whether members can be looked at only, not put out
   */
  public record Management(Door door, boolean readOnly) {}

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
        ClusterSection.parse(tukki),
        new Node(tukki.oneOf("tukki.node.role", Role.class), tukki.optionalText("tukki.node.rack")),
        new Replication(tukki.port("tukki.replication.port")),
        management(tukki),
        tukki.duration("tukki.start-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
        tukki.duration("tukki.shutdown-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        config);
  }

  private static Optional<Management> management(Section tukki) {
    if (!tukki.flag("tukki.management.enabled")) {
      return Optional.empty();
    }
    Door door = new Door(tukki.text("tukki.management.host"), tukki.port("tukki.management.port"));
    return Optional.of(new Management(door, tukki.flag("tukki.management.read-only")));
  }
}
