package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Looks after the logs that lie on this node, whether their partitions are awake or not: holds each
 * against its topic's retention, and takes away those of deleted topics.
 *
 * <p>A topic that goes from one image to the next takes its logs with it at once. A log without a
 * topic that is merely found (left behind by a crash, say) must have been without one for a while,
 * since this node's image may be behind; and an image of version 0 says nothing at all.
 */
final class LogKeeper extends AbstractBehavior<LogKeeper.Command> {

  sealed interface Command {}

  private record NewImage(ClusterImage image) implements Command {}

  private record Sweep() implements Command {}

  private record Listed(Set<PartitionId> partitions) implements Command {}

  private record ListingFailed(Throwable cause) implements Command {}

  private record Done(PartitionId partition) implements Command {}

  private record Failed(PartitionId partition, Throwable cause) implements Command {}

  private final PartitionNode node;
  private final Metadata.Subscription subscription;
  private final Map<TopicId, TopicImage> topics = new HashMap<>();
  private final Map<PartitionId, Long> orphanSinceNanos = new HashMap<>();
  private final Queue<PartitionId> toCheck = new ArrayDeque<>();
  private int underWay;

  private LogKeeper(
      ActorContext<Command> context, TimerScheduler<Command> timers, PartitionNode node) {
    super(context);
    this.node = node;
    this.subscription =
        node.metadata().subscribe(image -> context.getSelf().tell(new NewImage(image)));
    Duration interval = node.settings().keeper().retentionInterval();
    timers.startTimerWithFixedDelay(new Sweep(), interval);
  }

  static Behavior<Command> create(PartitionNode node) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new LogKeeper(context, timers, node)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onCommand)
        .onSignal(PostStop.class, stop -> onPostStop())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case NewImage(var image) -> onImage(image);
      case Sweep sweep -> sweep();
      case Listed(var partitions) -> onListed(partitions);
      case ListingFailed(var cause) ->
          getContext().getLog().warn("The partitions' logs could not be listed", cause);
      case Done(var partition) -> onDone();
      case Failed(var partition, var cause) -> onFailed(partition, cause);
    }
    return this;
  }

  private Behavior<Command> onPostStop() {
    subscription.close();
    return this;
  }

  // ---- deleted topics ----

  private void onImage(ClusterImage image) {
    Map<TopicId, TopicImage> before = Map.copyOf(topics);
    topics.clear();
    image.topics().forEach(topic -> topics.put(topic.id(), topic));
    before.forEach(
        (id, topic) -> {
          if (!topics.containsKey(id)) {
            topic.partitions().forEach(this::delete);
          }
        });
  }

  /** An entity that runs deletes its log itself, once its writer has let go of it. */
  private void delete(PartitionId partition) {
    orphanSinceNanos.remove(partition);
    if (!node.routes().forget(partition)) {
      start(partition, node.logs().delete(partition));
    }
  }

  // ---- the sweep ----

  /** A sweep that is not through when the next is due goes on instead. */
  private void sweep() {
    if (toCheck.isEmpty() && underWay == 0) {
      getContext()
          .pipeToSelf(
              node.logs().list(),
              (found, failure) -> found != null ? new Listed(found) : new ListingFailed(failure));
    }
  }

  private void onListed(Set<PartitionId> partitions) {
    orphanSinceNanos.keySet().retainAll(partitions);
    toCheck.addAll(partitions);
    checkMore();
  }

  private void checkMore() {
    while (underWay < node.settings().keeper().concurrency() && !toCheck.isEmpty()) {
      check(toCheck.remove());
    }
  }

  private void check(PartitionId partition) {
    node.topicOf(partition)
        .ifPresentOrElse(
            topic -> {
              orphanSinceNanos.remove(partition);
              start(
                  partition,
                  node.logs()
                      .enforceRetention(partition, topic.config().log(), node.clock().millis()));
            },
            () -> onOrphan(partition));
  }

  private void onOrphan(PartitionId partition) {
    if (node.metadata().image().version() == 0) {
      return;
    }
    long now = System.nanoTime();
    long since = orphanSinceNanos.computeIfAbsent(partition, p -> now);
    if (now - since >= node.settings().keeper().orphanGrace().toNanos()) {
      getContext().getLog().info("Deleting the log of {}, whose topic is gone", partition);
      delete(partition);
    }
  }

  // ---- work on single logs ----

  private void start(PartitionId partition, CompletionStage<?> work) {
    underWay++;
    getContext()
        .pipeToSelf(
            work,
            (done, failure) ->
                failure == null ? new Done(partition) : new Failed(partition, failure));
  }

  private void onDone() {
    underWay--;
    checkMore();
  }

  private void onFailed(PartitionId partition, Throwable cause) {
    getContext()
        .getLog()
        .warn("The log of partition {} could not be looked after: {}", partition, cause.toString());
    onDone();
  }
}
