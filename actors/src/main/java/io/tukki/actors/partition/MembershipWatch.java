package io.tukki.actors.partition;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Calls again for partitions that somebody waits for when a node has gone: what was sent to an
 * entity there is lost.
 */
final class MembershipWatch {

  private MembershipWatch() {}

  static Behavior<MemberRemoved> create(PartitionRoutes routes) {
    return Behaviors.setup(
        context -> {
          Cluster.get(context.getSystem())
              .subscriptions()
              .tell(Subscribe.create(context.getSelf(), MemberRemoved.class));
          return Behaviors.receiveMessage(
              removed -> {
                routes.wakeAllWaiting();
                return Behaviors.same();
              });
        });
  }
}
