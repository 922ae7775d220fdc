package io.tukki.actors.partition;

import io.tukki.core.result.Refusal;

/** What it means for a partition that its writer failed. */
sealed interface ReignEnd {

  /** The reign ended within its epoch, as when the replica set changes: this node leads on. */
  record Vacated() implements ReignEnd {}

  /** Another leads now, or will. */
  record Deposed(Refusal refusal) implements ReignEnd {}

  /** There is no majority of replicas to lead; there may be soon. */
  record WithoutMajority(Refusal why) implements ReignEnd {}

  /** The storage says no. */
  record Failed(Refusal refusal) implements ReignEnd {}

  static ReignEnd of(Throwable cause) {
    Refusal refusal = Refusals.of(cause);
    return switch (refusal) {
      case Refusal.FencedLeaderEpoch(int current, int own) when current == own -> new Vacated();
      // To the storage, being fenced is about its own epoch; to a producer, the leader has moved.
      case Refusal.FencedLeaderEpoch fenced -> new Deposed(Refusals.replaced());
      case Refusal.NotLeader notLeader -> new Deposed(notLeader);
      case Refusal.NotReady notReady ->
          new WithoutMajority(
              new Refusal.NotReady(
                  "The partition waits for a majority of its replicas: " + notReady.message()));
      default -> new Failed(refusal);
    };
  }
}
