package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass for one log's replica, but only while it has something to wait for: a leader whose
 * followers have all there is, on nodes that live, needs no heartbeat of its own. Used from the
 * log's lane, but for {@link #tick}.
 */
final class Pace {

  private final Node node;
  private final ReplicaDriver driver;
  private final AtomicBoolean queued = new AtomicBoolean();

  /**
   * When something changed last. Heartbeats go out until each follower has answered one that was
   * sent later: whatever it may have missed, such as how much is committed, was in that one.
   */
  private long changedMs;

  private boolean ticking;

  /** Nothing was heard of the followers only because there was nothing to say. */
  private boolean resumed;

  private long tickedMs;

  /** Where the log ended at the tick before the last one. */
  private long endBefore;

  private long endAtLastTick;

  Pace(Node node, ReplicaDriver driver) {
    this.node = node;
    this.driver = driver;
  }

  /** Something happened that followers have to hear of. */
  void noteChange() {
    changedMs = node.elapsedMs();
  }

  /** Whether a follower that needs this next keeps up. */
  boolean isLive(long fromOffset) {
    return fromOffset >= endBefore;
  }

  /** To be called when the replica has done what it could. */
  void after(@Nullable Replica replica) {
    if (!ticking && isBusy(replica)) {
      ticking = true;
      resumed = true;
      node.ticker().add(this);
    }
  }

  /** Called by the ticker. */
  void tick() {
    if (queued.compareAndSet(false, true)) {
      driver.queue().put(this::ticked);
    }
  }

  private void ticked() {
    queued.set(false);
    Replica replica = driver.latest().orElse(null);
    if (!isBusy(replica)) {
      ticking = false;
      node.ticker().remove(this);
      return;
    }
    if (replica == null) {
      driver.resettle();
      return;
    }
    endBefore = endAtLastTick;
    endAtLastTick = replica.endOffset();
    long nowMs = node.elapsedMs();
    if (resumed || isHeldUp(nowMs)) {
      resumed = false;
      tellWhoLives(replica);
    }
    tickedMs = nowMs;
    driver.feed(new Input.Tick());
  }

  /** What the followers said while a slow disk held up this lane waits behind this tick. */
  private boolean isHeldUp(long nowMs) {
    return nowMs - tickedMs >= node.replicaSettings().timing().quorumMs() / 2;
  }

  private void tellWhoLives(Replica replica) {
    for (ReplicaId member : replica.configuration().members()) {
      if (node.peers().isAlive(member)) {
        driver.feed(new Input.Heard(member));
      }
    }
  }

  private boolean isBusy(@Nullable Replica replica) {
    if (driver.elections().isAwaited()) {
      return true;
    }
    if (replica == null) {
      return false;
    }
    return switch (replica.office()) {
      case Office.None none -> false;
      case Office.Failed failed -> false;
      case Office.Candidate candidate -> true;
      case Office.Leader leader ->
          !(leader.followers().isEmpty() && leader.leaving().isEmpty())
              && (leader.waiting()
                  || driver.changes().isAwaited()
                  || !isQuorumAlive(replica.configuration())
                  || leader.followers().stream().anyMatch(this::needsSomething)
                  || leader.leaving().stream().anyMatch(node.peers()::isAlive));
    };
  }

  private boolean isQuorumAlive(Configuration configuration) {
    return configuration.isQuorum(
        voter -> voter.equals(node.self()) || node.peers().isAlive(voter));
  }

  private boolean needsSomething(Office.Follower follower) {
    boolean hasAll =
        follower.live()
            && follower.current()
            // In the same millisecond it may have been said just before.
            && follower.answeredMs() > changedMs;
    return !hasAll && node.peers().isAlive(follower.id());
  }
}
