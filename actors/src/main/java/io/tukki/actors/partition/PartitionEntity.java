package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.Delete;
import io.tukki.actors.partition.PartitionCommand.Informed;
import io.tukki.actors.partition.PartitionCommand.LogOpened;
import io.tukki.actors.partition.PartitionCommand.LogRefused;
import io.tukki.actors.partition.PartitionCommand.Request;
import io.tukki.actors.partition.PartitionCommand.Retry;
import io.tukki.actors.partition.PartitionCommand.Stop;
import io.tukki.actors.partition.PartitionCommand.Wake;
import io.tukki.core.id.PartitionId;
import io.tukki.core.result.Refusal;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition's entity while its log is being opened. Once it is open, the {@link PartitionFront}
 * goes on in its place. A log that cannot be opened is tried again, ever more rarely; meanwhile
 * callers are told what the log said.
 */
final class PartitionEntity extends AbstractBehavior<PartitionCommand> {

  /** What the phases of one entity hand on to each other. */
  record Self(
      PartitionRoute route,
      PartitionNode node,
      ActorContext<PartitionCommand> context,
      TimerScheduler<PartitionCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard) {

    PartitionId partition() {
      return route.entity().partition();
    }

    ActorRef<PartitionCommand> ref() {
      return context.getSelf();
    }

    /** Whether the cluster keeps this partition on one node. */
    boolean isOnlyReplica() {
      return node.metadata().image().replicas(route.entity().shard()).size() <= 1;
    }

    /** Tells whoever called, once there is something to tell; this node's own callers know. */
    void introduceTo(Wake wake) {
      if (!wake.asker().equals(node.links().self())) {
        long deadlineNanos =
            System.nanoTime() + node.settings().lifecycle().wakeTimeout().toNanos();
        route.call(
            new Caller.OtherNode(partition(), wake.asker(), node.links().server(), deadlineNanos));
      }
    }

    /** The entity ends; a call for another may have been swallowed by its end. */
    void leaveRoute() {
      route.detach(ref());
      if (route.isWaking()) {
        node.routes().wake(route);
      }
    }
  }

  /** For what fails beside the actor; its own logger is for its own thread. */
  private static final Logger LOG = LoggerFactory.getLogger(PartitionEntity.class);

  private final EntityId id;
  private final Self self;
  private final Backoff backoff;
  private boolean opening;

  private PartitionEntity(EntityId id, Self self) {
    super(self.context());
    this.id = id;
    this.self = self;
    this.backoff = new Backoff(self.node().settings().lifecycle().restart());
  }

  static Behavior<PartitionCommand> create(
      EntityId id, PartitionNode node, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new PartitionEntity(
                        id, new Self(node.routes().to(id), node, context, timers, shard))));
  }

  /** An entity starts because it is called, so that this comes first. */
  private Behavior<PartitionCommand> onWake(Wake wake) {
    self.introduceTo(wake);
    if (!opening) {
      opening = true;
      getContext()
          .pipeToSelf(
              self.node().metadata().atLeast(wake.imageVersion()),
              (image, failure) -> new Informed());
    }
    return this;
  }

  private Behavior<PartitionCommand> open() {
    if (self.node().topicOf(self.partition()).isEmpty()) {
      // Whoever woke this one knew the topic from an image no newer than this node's is by now.
      return stopWith(new Refusal.UnknownTopic(self.partition().topic().toString()));
    }
    if (!self.route().entity().equals(id)) {
      // Woken by a node that has not heard yet that the partition is in another shard.
      return Behaviors.stopped();
    }
    getContext()
        .pipeToSelf(
            self.node().logs().open(self.partition()),
            (log, failure) -> log != null ? new LogOpened(log) : new LogRefused(failure));
    return this;
  }

  @Override
  public Receive<PartitionCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(Wake.class, this::onWake)
        .onMessage(Informed.class, informed -> open())
        .onMessage(LogOpened.class, opened -> PartitionFront.start(self, opened.log()))
        .onMessage(LogRefused.class, refused -> onRefused(refused.cause()))
        .onMessage(Retry.class, retry -> open())
        // Whoever waits is called for again, wherever the partition will be.
        .onMessage(Stop.class, s -> Behaviors.stopped())
        .onMessage(Delete.class, d -> onDelete())
        .onMessage(Request.class, this::onEarlyRequest)
        .onAnyMessage(other -> this)
        .onSignal(PostStop.class, s -> onPostStop())
        .build();
  }

  private Behavior<PartitionCommand> onRefused(Throwable cause) {
    Refusal refusal = Refusals.of(cause);
    Duration again = backoff.next();
    getContext()
        .getLog()
        .warn(
            "The log of partition {} cannot be opened, next attempt in {} ms: {}",
            self.partition(),
            again.toMillis(),
            refusal.message());
    self.route().refuse(self.ref(), refusal);
    self.timers().startSingleTimer(new Retry(), again);
    return this;
  }

  /** A damaged log cannot be opened, but it can be deleted. */
  private Behavior<PartitionCommand> onDelete() {
    PartitionId partition = self.partition();
    self.node()
        .logs()
        .delete(partition)
        .exceptionally(
            failure -> {
              LOG.warn("The log of partition {} could not be deleted", partition, failure);
              return null;
            });
    return stopWith(new Refusal.UnknownTopic(partition.topic().toString()));
  }

  /** Nobody is sent here yet, but a bug must not leave anyone waiting. */
  private Behavior<PartitionCommand> onEarlyRequest(Request request) {
    request.replyTo().refuse(Refusals.stopping());
    return this;
  }

  private Behavior<PartitionCommand> stopWith(Refusal refusal) {
    self.route().refuse(self.ref(), refusal);
    return Behaviors.stopped();
  }

  private Behavior<PartitionCommand> onPostStop() {
    self.leaveRoute();
    return this;
  }
}
