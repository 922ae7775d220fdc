package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One leader's time.
 *
 * @param acceptEnd the end of the log that it offers first; all below is committed once a majority
 *     has accepted
 * @param peers every other member, sorted
 */
record Reign(int epoch, long acceptEnd, List<Peer> peers) {

  Reign {
    peers = List.copyOf(peers);
  }

  Reign with(Peer changed) {
    return with(peer -> peer.id().equals(changed.id()) ? changed : peer);
  }

  Reign with(UnaryOperator<Peer> change) {
    return new Reign(epoch, acceptEnd, peers.stream().map(change).toList());
  }

  boolean knows(ReplicaId id) {
    return peers.stream().anyMatch(peer -> peer.id().equals(id));
  }

  /** The peer of that name, who is one. */
  Peer peer(ReplicaId id) {
    return peers.stream().filter(peer -> peer.id().equals(id)).findFirst().orElseThrow();
  }
}
