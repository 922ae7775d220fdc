package io.tukki.actors.partition;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;

/**
 * Saves a snapshot when a writer stops. Typed persistence takes snapshots only after an event,
 * which is exactly when a busy writer has no time for one and an idle one gets none; so this speaks
 * to the snapshot store itself, in the words that Pekko's own behaviors use.
 */
final class FarewellSnapshot {

  /** Empty means the store that is configured as the default, as for the writer itself. */
  private static final String DEFAULT_STORE = "";

  private FarewellSnapshot() {}

  /** Completes when the store has answered, whatever it said, or fails when the time is up. */
  static CompletionStage<Object> save(
      ActorSystem<?> system,
      String persistenceId,
      long sequenceNumber,
      Object snapshot,
      Duration timeout) {
    ActorRef store =
        Persistence.get(Adapter.toClassic(system))
            .snapshotStoreFor(DEFAULT_STORE, ConfigFactory.empty());
    SnapshotMetadata metadata =
        new SnapshotMetadata(persistenceId, sequenceNumber, System.currentTimeMillis());
    return Patterns.ask(store, new SnapshotProtocol.SaveSnapshot(metadata, snapshot), timeout);
  }
}
