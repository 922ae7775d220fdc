package io.tukki.clusterconfig.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import io.tukki.core.id.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes the cluster had when this one last knew, and where they were: where to look for them,
 * and how many make a majority, when all start again. Advisory: a lost or outdated file costs the
 * nodes that only it knows of. Thread-safe.
 *
 * <p>A line for each node: its number, and its host and port where they are known.
 */
final class PeerFile {

  private static final Logger LOG = LoggerFactory.getLogger(PeerFile.class);
  private static final String NAME = "peers";

  private final Path file;
  private Map<NodeId, Optional<Place>> peers;

  private PeerFile(Path file, Map<NodeId, Optional<Place>> peers) {
    this.file = file;
    this.peers = peers;
  }

  static PeerFile of(Path dataDirectory) {
    Path file = dataDirectory.resolve(NAME);
    return new PeerFile(file, read(file));
  }

  /** Every node of the cluster, this one included, as far as it is known. */
  synchronized Map<NodeId, Optional<Place>> peers() {
    return Map.copyOf(peers);
  }

  /** Blocks. Where a node is stays known until somewhere else is. */
  synchronized void update(Map<NodeId, Optional<Place>> current) {
    Map<NodeId, Optional<Place>> next = new TreeMap<>();
    current.forEach(
        (node, place) ->
            next.put(node, place.or(() -> peers.getOrDefault(node, Optional.empty()))));
    if (next.equals(peers)) {
      return;
    }
    peers = next;
    try {
      Path unfinished = file.resolveSibling(NAME + ".new");
      Files.writeString(unfinished, text(next), UTF_8);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("who the other nodes are could not be noted in {}: {}", file, e.toString());
    }
  }

  private static String text(Map<NodeId, Optional<Place>> peers) {
    StringBuilder text = new StringBuilder();
    peers.forEach(
        (node, place) ->
            text.append(node)
                .append(place.map(at -> " " + at.host() + " " + at.port()).orElse(""))
                .append('\n'));
    return text.toString();
  }

  private static Map<NodeId, Optional<Place>> read(Path file) {
    Map<NodeId, Optional<Place>> peers = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file, UTF_8)) {
          String[] words = line.split(" ", -1);
          peers.put(
              new NodeId(Integer.parseInt(words[0])),
              words.length < 3
                  ? Optional.empty()
                  : Optional.of(new Place(words[1], Integer.parseInt(words[2]))));
        }
      }
      return peers;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read and is left aside: {}", file, e.toString());
      return Map.of();
    }
  }
}
