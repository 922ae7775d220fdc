package io.tukki.actors.partition;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * One entity's snapshots, where typed persistence does not help: it takes them only after an event,
 * which is never when an entity stops, and it deletes old ones only by counting events. So this
 * speaks to the snapshot store itself, in the words that Pekko's own behaviors use.
 */
final class SnapshotStore {

  /** Empty means the store that is configured as the default, as for the writer itself. */
  private static final String DEFAULT_STORE = "";

  private final ActorRef store;
  private final String persistenceId;
  private final Duration timeout;

  SnapshotStore(ActorSystem<?> system, String persistenceId, Duration timeout) {
    this.store =
        Persistence.get(Adapter.toClassic(system))
            .snapshotStoreFor(DEFAULT_STORE, ConfigFactory.empty());
    this.persistenceId = persistenceId;
    this.timeout = timeout;
  }

  /** Completes once the store holds this one and no older one; fails when the time is up. */
  CompletionStage<Object> save(long sequenceNumber, Object snapshot) {
    SnapshotMetadata metadata =
        new SnapshotMetadata(persistenceId, sequenceNumber, System.currentTimeMillis());
    return Patterns.ask(store, new SnapshotProtocol.SaveSnapshot(metadata, snapshot), timeout)
        .thenCompose(
            answer ->
                answer instanceof SaveSnapshotFailure failed
                    ? CompletableFuture.failedFuture(failed.cause())
                    : deleteBefore(sequenceNumber));
  }

  /** A newer one is there; should it turn out damaged, the log still has what it stands for. */
  CompletionStage<Object> deleteBefore(long sequenceNumber) {
    return Patterns.ask(
        store,
        new SnapshotProtocol.DeleteSnapshots(
            persistenceId, SnapshotSelectionCriteria.create(sequenceNumber - 1, Long.MAX_VALUE)),
        timeout);
  }
}
