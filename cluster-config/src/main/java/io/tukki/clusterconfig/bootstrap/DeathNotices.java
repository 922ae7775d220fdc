package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.membership.Neighbours.Neighbour;
import io.tukki.core.id.NodeId;
import io.tukki.persistence.transport.LinkObserver;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.cluster.UniqueAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a member whose process is certainly dead: its replication connection broke, and nobody
 * listens where it did. A process listens there for as long as it lives. It saves the failure
 * detector's patience and what comes after; where there is no such proof those decide. Thread-safe.
 */
final class DeathNotices implements LinkObserver {

  private static final Logger LOG = LoggerFactory.getLogger(DeathNotices.class);

  private final Consumer<UniqueAddress> died;
  private final Neighbours neighbours;

  /** The process that each broken connection led to, which another may have replaced by now. */
  private final Map<NodeId, UniqueAddress> suspects = new ConcurrentHashMap<>();

  /**
   * @param died hears of each process that is certainly dead
   */
  DeathNotices(Consumer<UniqueAddress> died, Neighbours neighbours) {
    this.died = died;
    this.neighbours = neighbours;
  }

  @Override
  public void connected(NodeId node) {
    suspects.remove(node);
  }

  @Override
  public void broken(NodeId node, InetSocketAddress address, Throwable cause) {
    listeningAt(node, address).ifPresent(process -> suspects.put(node, process));
  }

  @Override
  public void refused(NodeId node, InetSocketAddress address) {
    listeningAt(node, address)
        .filter(process -> process.equals(suspects.remove(node)))
        .ifPresent(
            process -> {
              LOG.warn(
                  "node {} at {} is dead: its connection broke and its port refuses",
                  node,
                  process.address());
              died.accept(process);
            });
  }

  /** The member that said it listens there. */
  private Optional<UniqueAddress> listeningAt(NodeId node, InetSocketAddress address) {
    return neighbours
        .node(node)
        .filter(
            known ->
                known
                    .replication()
                    .filter(endpoint -> endpoint.port() == address.getPort())
                    .isPresent())
        .map(Neighbour::address);
  }
}
