package io.tukki.clusterconfig.settings;

import io.tukki.clusterconfig.settings.NodeSettings.Cluster;
import io.tukki.clusterconfig.settings.NodeSettings.Seed;
import io.tukki.clusterconfig.settings.NodeSettings.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The section {@code tukki.cluster}, whose settings depend on one another. */
final class ClusterSection {

  private static final String SEEDS = "tukki.cluster.seeds";
  private static final String EXPECTED = "tukki.cluster.expected-nodes";
  private static final String PORT = "tukki.cluster.port";

  /** More nodes than shards of a replication factor would leave some without leaders. */
  private static final int MAX_NODES = 1_000;

  private ClusterSection() {}

  static Cluster parse(Section tukki) {
    String host = tukki.text("tukki.cluster.host");
    int port = tukki.port(PORT);
    List<Seed> seeds = tukki.texts(SEEDS).stream().map(text -> seed(text, port)).toList();
    return new Cluster(
        tukki.clusterName("tukki.cluster.name"),
        host,
        tukki.optionalText("tukki.cluster.bind-host").orElse(host),
        port,
        seeds,
        expected(tukki.integer(EXPECTED, 0, MAX_NODES), seeds),
        tls(tukki));
  }

  /** All of the files, or none. */
  private static Optional<Tls> tls(Section tukki) {
    List<String> files =
        List.of(
            "tukki.cluster.tls.certificate",
            "tukki.cluster.tls.key",
            "tukki.cluster.tls.authorities");
    List<String> missing =
        files.stream().filter(file -> tukki.optionalText(file).isEmpty()).toList();
    if (missing.size() == files.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw SettingsException.of(
          missing.getFirst(), "must name a file, since another of tukki.cluster.tls does");
    }
    return Optional.of(
        new Tls(
            tukki.path(files.get(0)),
            tukki.path(files.get(1)),
            tukki.path(files.get(2)),
            tukki.flag("tukki.cluster.tls.verify-host-names"),
            tukki.duration(
                "tukki.cluster.tls.reload-interval", Duration.ofSeconds(1), Duration.ofDays(1))));
  }

  private static OptionalInt expected(int said, List<Seed> seeds) {
    if (seeds.isEmpty()) {
      if (said > 1) {
        throw SettingsException.of(
            EXPECTED, "is " + said + ", so " + SEEDS + " must say where the other nodes are");
      }
      return OptionalInt.of(1);
    }
    if (said > 0) {
      return OptionalInt.of(said);
    }
    // One name may stand for one node or for many; whoever lists nodes has counted them.
    return seeds.size() > 1 ? OptionalInt.of(seeds.size()) : OptionalInt.empty();
  }

  private static Seed seed(String text, int ownPort) {
    int colon = text.lastIndexOf(':');
    boolean bare = colon < 0 || text.endsWith("]");
    String host = bare ? text : text.substring(0, colon);
    if (host.isEmpty()) {
      throw unfit(text);
    }
    if (bare) {
      if (ownPort == 0) {
        throw SettingsException.of(
            SEEDS, "must be like host:port; '" + text + "' has no port, and " + PORT + " is 0");
      }
      return new Seed(host, ownPort);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port > 0 && port <= Section.MAX_PORT) {
        return new Seed(host, port);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw unfit(text);
  }

  private static SettingsException unfit(String text) {
    return SettingsException.of(SEEDS, "must be like host:port, not '" + text + "'");
  }
}
