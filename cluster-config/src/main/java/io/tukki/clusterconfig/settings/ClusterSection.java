package io.tukki.clusterconfig.settings;

import io.tukki.clusterconfig.settings.NodeSettings.Cluster;
import io.tukki.clusterconfig.settings.NodeSettings.Seed;
import java.util.List;
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
        expected(tukki.integer(EXPECTED, 0, MAX_NODES), seeds));
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
