package io.tukki.core.group;

import io.tukki.core.group.Position.Progress;
import io.tukki.core.group.assign.PartitionSet;
import io.tukki.core.id.MemberId;
import java.util.Optional;

/**
 * A member's next step towards its target. It gives up before it is given, and it is given only
 * what nobody else has: that is all that keeps a partition from having two owners.
 *
 * @param owned what the member says that it has; empty where it does not say
 */
record Reconciliation(
    MemberId member,
    PartitionSet target,
    int targetEpoch,
    Optional<PartitionSet> owned,
    Ownership ownership) {

  Position next(Position now) {
    return switch (now.progress()) {
      case SETTLED -> now.epoch() == targetEpoch ? now : step(now);
      case GIVING_UP -> mayStillHave(now.givingUp()) ? now : step(now);
      case WAITING -> step(now);
      case AWAY -> now;
    };
  }

  private Position step(Position now) {
    PartitionSet kept = now.assigned().and(target);
    PartitionSet unwanted = now.assigned().minus(target);
    if (mayStillHave(unwanted)) {
      return new Position(now.epoch(), now.previousEpoch(), Progress.GIVING_UP, kept, unwanted);
    }
    PartitionSet wanted = target.minus(kept);
    PartitionSet free =
        wanted.filter((topic, partition) -> ownership.isFree(topic, partition, member));
    return new Position(
        targetEpoch,
        now.epoch() == targetEpoch ? now.previousEpoch() : now.epoch(),
        free.size() == wanted.size() ? Progress.SETTLED : Progress.WAITING,
        kept.plus(free),
        PartitionSet.EMPTY);
  }

  /** What a member says that it does not have, it has given up, or it was never told of it. */
  private boolean mayStillHave(PartitionSet partitions) {
    return !partitions.isEmpty() && owned.map(said -> !said.and(partitions).isEmpty()).orElse(true);
  }
}
