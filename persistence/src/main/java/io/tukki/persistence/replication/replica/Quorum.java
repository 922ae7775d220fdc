package io.tukki.persistence.replication.replica;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Rules.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** What a leader may count as done, from what it knows of its followers. */
final class Quorum {
  private final Turn turn;
  private final Reign reign;
  private final Configuration configuration;

  Quorum(Turn turn, Reign reign) {
    this.turn = turn;
    this.reign = reign;
    this.configuration = turn.configuration();
  }

  /** The offset up to which every group's majority holds the log; empty while too few accepted. */
  OptionalLong committable() {
    long lowest = Long.MAX_VALUE;
    for (List<ReplicaId> group : configuration.groups()) {
      OptionalLong end = committable(group);
      if (end.isEmpty()) {
        return end;
      }
      lowest = Math.min(lowest, end.getAsLong());
    }
    return OptionalLong.of(lowest);
  }

  private OptionalLong committable(List<ReplicaId> group) {
    int needed = Configuration.majority(group);
    if (!turn.keep(Rule.COMMIT_NEEDS_MAJORITY)) {
      needed = Math.max(1, needed - 1);
    }
    long[] ends = ends(counting(group));
    Arrays.sort(ends);
    return ends.length < needed
        ? OptionalLong.empty()
        : OptionalLong.of(ends[ends.length - needed]);
  }

  private List<ReplicaId> counting(List<ReplicaId> group) {
    if (turn.keep(Rule.LEARNERS_DO_NOT_COUNT)) {
      return group;
    }
    var all = new ArrayList<>(group);
    all.addAll(configuration.learners());
    return all;
  }

  /** How many voters hold everything below {@code endOffset}. */
  long holding(long endOffset) {
    int holding = 0;
    for (long end : ends(configuration.groups().getLast())) {
      if (end >= endOffset) {
        holding++;
      }
    }
    return holding;
  }

  boolean isHeard() {
    long sinceMs = turn.nowMs - turn.self.settings().timing().quorumMs();
    return configuration.isQuorum(
        voter ->
            voter.equals(turn.self.id())
                || (reign.knows(voter) && reign.peer(voter).heardMs() > sinceMs));
  }

  /** Of those who have accepted. An array, as this is asked at each step. */
  private long[] ends(List<ReplicaId> replicas) {
    long[] ends = new long[replicas.size()];
    int count = 0;
    for (ReplicaId replica : replicas) {
      OptionalLong end = replica.equals(turn.self.id()) ? own() : match(replica);
      if (end.isPresent()) {
        ends[count++] = end.getAsLong();
      }
    }
    return count == ends.length ? ends : Arrays.copyOf(ends, count);
  }

  private OptionalLong own() {
    if (turn.saved.acceptedEpoch() != reign.epoch()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        turn.keep(Rule.COUNT_OWN_DISK) ? turn.durableEnd() : turn.log.endOffset());
  }

  private OptionalLong match(ReplicaId replica) {
    if (!reign.knows(replica)) {
      return OptionalLong.empty();
    }
    return switch (reign.peer(replica).stage()) {
      case Peer.Live live -> OptionalLong.of(live.matchEnd());
      case Peer.CatchingUp copying ->
          turn.keep(Rule.COUNT_ONLY_ACCEPTED)
              ? OptionalLong.empty()
              : OptionalLong.of(copying.stream().acked());
      case Peer.Leaving leaving -> OptionalLong.empty();
      case Peer.Gone gone -> OptionalLong.empty();
      case Peer.Unheard unheard -> OptionalLong.empty();
      case Peer.Offered offered -> OptionalLong.empty();
    };
  }
}
