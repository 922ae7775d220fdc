package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.ReplicatedLog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The reigns that entities of this node began, for the journal and the snapshot store together: a
 * recovery asks the snapshot store first, which can judge a snapshot only by a log that is brought
 * up to date, that is, by one that is led. The reign that began for that is the one that the
 * journal then seats the entity on. Thread-safe.
 */
final class Reigns {

  /** By persistence id, the last reign that began or was asked for here. */
  private final Map<String, Reign> latest = new ConcurrentHashMap<>();

  /**
   * @param taken whether an entity was seated on it
   */
  private record Reign(CompletableFuture<Leadership> leading, boolean taken) {

    boolean hasFailed() {
      return leading.isCompletedExceptionally();
    }

    /** As far as is known here; whoever writes under a reign that is over will be told. */
    boolean isOver(ReplicatedLog log) {
      return hasFailed() || (leading.isDone() && !leading.join().epoch().equals(log.leaderEpoch()));
    }

    Reign seated() {
      return new Reign(leading, true);
    }
  }

  /** For a new incarnation: one that nobody was seated on, or a new one. */
  CompletableFuture<Leadership> take(ReplicatedLog log) {
    return replace(
        log, former -> former.filter(reign -> !reign.taken()).orElseGet(() -> begin(log)).seated());
  }

  /** Completes when the log is led here, so that what it holds can be relied on. */
  CompletionStage<Leadership> settle(ReplicatedLog log) {
    return replace(log, former -> former.orElseGet(() -> begin(log)));
  }

  private interface Choice {
    Reign from(Optional<Reign> former);
  }

  /** The former one is there only if it goes on. */
  private CompletableFuture<Leadership> replace(ReplicatedLog log, Choice choice) {
    return latest
        .compute(
            log.persistenceId(),
            (id, former) ->
                choice.from(Optional.ofNullable(former).filter(reign -> !reign.isOver(log))))
        .leading();
  }

  private static Reign begin(ReplicatedLog log) {
    return new Reign(log.lead().toCompletableFuture(), false);
  }

  /** The epoch under which this node's entity writes or wrote last; empty where none ever did. */
  Optional<LeaderEpoch> epochOf(String persistenceId) {
    return Optional.ofNullable(latest.get(persistenceId))
        .filter(reign -> reign.leading().isDone() && !reign.hasFailed())
        .map(reign -> reign.leading().join().epoch());
  }

  void forget(String persistenceId) {
    latest.remove(persistenceId);
  }
}
