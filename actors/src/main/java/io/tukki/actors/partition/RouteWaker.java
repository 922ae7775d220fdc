package io.tukki.actors.partition;

/** Looks after routes whose callers wait. */
interface RouteWaker {

  /** Calls the entity, and again while the route {@link PartitionRoute#isWaking()}. */
  void wake(PartitionRoute route);

  /** Sees that nobody waits past his deadline. */
  void watch(PartitionRoute route);
}
