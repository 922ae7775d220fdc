package io.tukki.actors.partition;

import io.tukki.core.id.ShardId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, on a node that is about to stop, until others lead what they can. Each shard's pause is
 * then that of a planned move, a few at a time; what is left when the time is up goes all at once.
 */
final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final ActorSystem<?> system;
  private final Function<Duration, CompletionStage<Set<ShardId>>> shardsHere;
  private final Predicate<ShardId> hasSuccessor;
  private final long deadlineNanos;
  private final CompletableFuture<Done> done = new CompletableFuture<>();

  private HandOver(
      ActorSystem<?> system,
      Function<Duration, CompletionStage<Set<ShardId>>> shardsHere,
      Predicate<ShardId> hasSuccessor,
      Duration atMost) {
    this.system = system;
    this.shardsHere = shardsHere;
    this.hasSuccessor = hasSuccessor;
    this.deadlineNanos = System.nanoTime() + atMost.toNanos();
  }

  /**
   * Completes in time, whatever has become of it.
   *
   * @param shardsHere asks, for so long at most, which shards this node has
   * @param hasSuccessor whether another node could lead the shard
   */
  static CompletionStage<Done> await(
      ActorSystem<?> system,
      Function<Duration, CompletionStage<Set<ShardId>>> shardsHere,
      Predicate<ShardId> hasSuccessor,
      Duration atMost) {
    HandOver handOver = new HandOver(system, shardsHere, hasSuccessor, atMost);
    handOver.look();
    return handOver.done;
  }

  private void look() {
    Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
    if (!left.isPositive()) {
      LOG.info("not everything that is led here was handed over in time; the rest follows at once");
      done.complete(Done.getInstance());
      return;
    }
    shardsHere
        .apply(left)
        .whenComplete(
            (shards, failure) -> {
              if (shards != null && shards.stream().noneMatch(hasSuccessor)) {
                done.complete(Done.getInstance());
              } else {
                system
                    .scheduler()
                    .scheduleOnce(BETWEEN_LOOKS, this::look, system.executionContext());
              }
            });
  }
}
