package io.tukki.actors.partition;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, on a node that is about to stop, until others lead what they can. Each shard's pause is
 * then that of a planned move, a few at a time; what is left when the time is up goes all at once.
 *
 * <p>That a partition is not led here any more is half of it. The coordinator of shards, which may
 * be on this very node, must have said where it goes, and it must have begun there: so whoever is
 * gone is looked for, as a caller would.
 */
final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final ActorSystem<?> system;
  private final long deadlineNanos;
  private final CompletableFuture<Done> done = new CompletableFuture<>();

  private HandOver(ActorSystem<?> system, Duration atMost) {
    this.system = system;
    this.deadlineNanos = System.nanoTime() + atMost.toNanos();
  }

  /**
   * Completes in time, whatever has become of it.
   *
   * @param partitions those that are led here, and that another node could lead
   */
  static CompletionStage<Done> await(
      ActorSystem<?> system, List<PartitionRoute> partitions, Duration atMost) {
    HandOver handOver = new HandOver(system, atMost);
    handOver.look(partitions);
    return handOver.done;
  }

  private void look(List<PartitionRoute> partitions) {
    if (deadlineNanos - System.nanoTime() <= 0) {
      LOG.info("not everything that is led here was handed over in time; the rest follows at once");
      done.complete(Done.getInstance());
      return;
    }
    List<PartitionRoute> notElsewhere =
        partitions.stream()
            .filter(partition -> !partition.isLedElsewhere() && !partition.end().hasCome())
            .toList();
    if (notElsewhere.isEmpty()) {
      done.complete(Done.getInstance());
      return;
    }
    notElsewhere.stream()
        .filter(partition -> !partition.hasFront())
        .forEach(partition -> partition.lookFor(deadlineNanos));
    system
        .scheduler()
        .scheduleOnce(BETWEEN_LOOKS, () -> look(notElsewhere), system.executionContext());
  }
}
