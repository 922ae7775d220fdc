package io.tukki.core.group;

import io.tukki.core.group.assign.PartitionSet;

/**
 * How far a member has come on its way to its target, and what is its own on the way.
 *
 * <pre>
 *            target changed, has what it must give up
 *   SETTLED ------------------------------------------> GIVING_UP
 *    ^   |                                                 |  says that it has given it up
 *    |   | target changed, wants what others have          v
 *    |   +---------------------------------------------> WAITING (at the target's epoch)
 *    |                                                     |
 *    +-----------------------------------------------------+  the others have given it up
 * </pre>
 *
 * @param epoch what the member must know to be believed; fences its earlier incarnations
 * @param previousEpoch believed once more, in case the answer with the newer one was lost
 * @param assigned what it was told to have
 * @param givingUp what it was told to give up and has not said that it did: still its own
 */
public record Position(
    int epoch, int previousEpoch, Progress progress, PartitionSet assigned, PartitionSet givingUp) {

  public enum Progress {
    SETTLED,
    GIVING_UP,
    WAITING,
    /** A static member that is to come back; its partitions wait for it. */
    AWAY
  }

  static final Position NEW =
      new Position(0, 0, Progress.SETTLED, PartitionSet.EMPTY, PartitionSet.EMPTY);

  /** All that nobody else may have. */
  PartitionSet held() {
    return assigned.plus(givingUp);
  }

  boolean isAway() {
    return progress == Progress.AWAY;
  }

  /** Whoever leaves reads nothing any more: what was to be given up is free at once. */
  Position away() {
    return new Position(epoch, previousEpoch, Progress.AWAY, assigned, PartitionSet.EMPTY);
  }

  /** The next incarnation has none of what was to be given up, and has yet to be told the epoch. */
  Position inherited() {
    return new Position(0, 0, Progress.SETTLED, assigned, PartitionSet.EMPTY);
  }
}
