package io.tukki.clusterconfig.bootstrap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A started actor system, whose end is noticed whatever ends it, and what is released behind it.
 * Thread-safe.
 */
final class RunningSystem {

  /** Said to whoever asks why Pekko shuts down. */
  private record LeavesToComeBack() implements CoordinatedShutdown.Reason {}

  private final ActorSystem<Void> system;
  private final CompletableFuture<NodeEnding> ended = new CompletableFuture<>();
  private final AtomicReference<Optional<NodeEnding>> wanted =
      new AtomicReference<>(Optional.empty());
  private final Runnable release;

  /**
   * @param release gives up what the system needed; called once it has terminated, or has not done
   *     so in time
   */
  RunningSystem(ActorSystem<Void> system, Runnable release) {
    this.system = system;
    this.release = release;
    system
        .getWhenTerminated()
        .whenComplete(
            (done, failure) -> {
              release.run();
              ended.complete(wanted.get().orElseGet(this::unwanted));
            });
  }

  ActorSystem<Void> system() {
    return system;
  }

  CompletionStage<NodeEnding> ended() {
    return ended.copy();
  }

  void stop(Duration timeout) {
    wanted.compareAndSet(Optional.empty(), Optional.of(new NodeEnding.Stopped()));
    try {
      NodeSystem.stop(system, timeout);
    } finally {
      release.run();
    }
  }

  /** Leaves the cluster and ends, to be started again. */
  void leave(String because) {
    wanted.compareAndSet(Optional.empty(), Optional.of(new NodeEnding.PutOut(because)));
    var unused = CoordinatedShutdown.get(system).runAll(new LeavesToComeBack());
  }

  private NodeEnding unwanted() {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .<NodeEnding>map(
            reason ->
                reason.equals(CoordinatedShutdown.clusterDowningReason())
                    ? new NodeEnding.PutOut("the other nodes could not be reached")
                    : new NodeEnding.Stopped())
        .orElseGet(() -> new NodeEnding.PutOut("its actor system ended by itself"));
  }
}
