package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import java.util.List;

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
    Peer[] next = peers.toArray(new Peer[0]);
    next[indexOf(changed.id())] = changed;
    return new Reign(epoch, acceptEnd, List.of(next));
  }

  boolean knows(ReplicaId id) {
    return indexOf(id) >= 0;
  }

  /** The peer of that name, who is one. */
  Peer peer(ReplicaId id) {
    return peers.get(indexOf(id));
  }

  /** By hand, as it is done several times in each step. Negative for a stranger. */
  private int indexOf(ReplicaId id) {
    for (int i = 0; i < peers.size(); i++) {
      if (peers.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}
