package io.tukki.persistence.replication;

import io.tukki.core.log.PartitionLog.Subscription;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * How far how many voters hold one log, as its leader knows it. Costs nothing while nobody asks.
 */
final class Holdings {

  private final Node node;
  private final Bounds bounds;
  private final Map<Integer, HighWatermark> watched = new ConcurrentHashMap<>();

  Holdings(Node node, Bounds bounds) {
    this.node = node;
    this.bounds = bounds;
  }

  Subscription subscribe(int voters, LongConsumer listener) {
    return watched.computeIfAbsent(voters, count -> new HighWatermark()).subscribe(listener);
  }

  /** To be called by the log's lane when its replica has done what it could. */
  void after(Replica replica) {
    if (!watched.isEmpty()) {
      watched.forEach((voters, held) -> held.advance(heldBy(Optional.of(replica), voters)));
    }
  }

  long heldBy(Optional<Replica> replica, int voters) {
    if (replica.isEmpty() || !(replica.get().office() instanceof Office.Leader leader)) {
      return bounds.startOffset;
    }
    List<Long> ends = new ArrayList<>();
    if (replica.get().configuration().isVoter(node.self())) {
      ends.add(bounds.endOffset);
    }
    leader.followers().stream()
        .filter(follower -> replica.get().configuration().isVoter(follower.id()))
        .filter(Office.Follower::live)
        .forEach(follower -> ends.add(follower.matchEnd()));
    ends.sort(Comparator.reverseOrder());
    return voters <= ends.size() ? ends.get(Math.max(1, voters) - 1) : bounds.startOffset;
  }

  int inSync(Optional<Replica> replica) {
    if (replica.isEmpty() || !(replica.get().office() instanceof Office.Leader leader)) {
      return 0;
    }
    long followers =
        leader.followers().stream()
            .filter(follower -> replica.get().configuration().isVoter(follower.id()))
            .filter(follower -> follower.live() && node.peers().isAlive(follower.id()))
            .count();
    return (int) followers + 1;
  }
}
