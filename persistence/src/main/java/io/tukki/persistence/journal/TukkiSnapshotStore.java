package io.tukki.persistence.journal;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.persistence.replication.FlushPolicy;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/**
 * The snapshot store plugin {@code tukki.snapshot-store}: a file per snapshot, in the directory of
 * its entity's log. What is asked of it is done on the storage's reading threads.
 *
 * <p>A snapshot is never more durable than the events it stands for: where the node flushes at all,
 * the log is flushed first. One that says more than its log holds is not offered, see {@link
 * SnapshotSelection}.
 */
public final class TukkiSnapshotStore extends SnapshotStore {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final LogStore logs;
  private final Reigns reigns;
  private final Layouts layouts;
  private final SnapshotFormat format;
  private final SnapshotFiles files;
  private final SnapshotSelection selection;
  private final boolean durable;

  public TukkiSnapshotStore() {
    ActorSystem system = context().system();
    NodeStorage storage = NodeStorage.get(system);
    this.logs = storage.logs();
    this.reigns = storage.reigns();
    this.layouts = new Layouts(system);
    this.format = new SnapshotFormat(new ObjectSerializer(system));
    this.files = new SnapshotFiles(logs.storage());
    this.selection = new SnapshotSelection(logs, reigns, layouts, files, format);
    this.durable = !(logs.flushPolicy() instanceof FlushPolicy.None);
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    // Asked now: another incarnation, which is to be told from this one, begins its reign later.
    Optional<LeaderEpoch> reign = reigns.epochOf(metadata.persistenceId());
    return ScalaFutures.ofVoid(
        flushedLogOf(metadata.persistenceId())
            .thenCompose(flushed -> logs.reading(() -> save(metadata, reign, snapshot))));
  }

  private CompletionStage<?> flushedLogOf(String persistenceId) {
    return durable
        ? logs.reading(() -> logs.exists(persistenceId))
            .thenCompose(exists -> exists ? logs.flush(persistenceId) : DONE)
        : DONE;
  }

  private Path save(SnapshotMetadata metadata, Optional<LeaderEpoch> reign, Object snapshot)
      throws IOException {
    Path directory = logs.directoryOf(metadata.persistenceId());
    Optional<SnapshotPlace> place =
        reign.isPresent() ? placeOf(metadata, reign.get()) : Optional.empty();
    ByteBuffer content = format.write(metadata, place, snapshot);
    files.save(directory, metadata.sequenceNr(), content.duplicate(), durable);
    logs.shareSnapshot(metadata.persistenceId(), content);
    return directory;
  }

  /**
   * @throws IllegalStateException if the entity has seen what its log does not hold: its reign is
   *     over, and its last events were cut
   */
  private Optional<SnapshotPlace> placeOf(SnapshotMetadata metadata, LeaderEpoch reign)
      throws IOException {
    JournalLayout layout = layouts.of(metadata.persistenceId());
    ReplicatedLog log = logs.log(metadata.persistenceId());
    return switch (layout.placeOf(log, metadata.sequenceNr())) {
      case SnapshotPlace.Found.At(SnapshotPlace place, boolean committed)
          when place.epoch().compareTo(reign) <= 0 ->
          Optional.of(place);
      case SnapshotPlace.Found.Deleted deleted when layout.seesCommittedEventsOnly() ->
          Optional.empty();
      case SnapshotPlace.Found.Missing missing when layout.seesCommittedEventsOnly() ->
          Optional.empty();
      case SnapshotPlace.Found other ->
          throw new IllegalStateException(
              "the log of '%s' does not hold event %d as epoch %s knows it"
                  .formatted(metadata.persistenceId(), metadata.sequenceNr(), reign));
    };
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return ScalaFutures.of(
        selection
            .of(persistenceId, criteria)
            .thenApply(
                found -> {
                  found.map(SelectedSnapshot::metadata).ifPresent(this::share);
                  return found;
                }));
  }

  /** The replicas may be others than when it was saved: each change of them ends a reign. */
  private void share(SnapshotMetadata metadata) {
    var unused =
        logs.reading(
            () -> {
              Path directory = logs.directoryOf(metadata.persistenceId());
              logs.shareSnapshot(
                  metadata.persistenceId(), files.read(directory, metadata.sequenceNr()));
              return directory;
            });
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return ScalaFutures.ofVoid(logs.reading(() -> delete(metadata)));
  }

  private Path delete(SnapshotMetadata metadata) throws IOException {
    Path directory = logs.directoryOf(metadata.persistenceId());
    // A timestamp of 0 stands for any.
    if (metadata.timestamp() == 0
        || hasTimestamp(directory, metadata.sequenceNr(), metadata.timestamp())) {
      files.delete(directory, metadata.sequenceNr());
    }
    return directory;
  }

  private boolean hasTimestamp(Path directory, long sequenceNr, long timestampMs)
      throws IOException {
    try {
      return format.read(files.read(directory, sequenceNr)).metadata().timestamp() == timestampMs;
    } catch (NoSuchFileException e) {
      return false;
    } catch (CorruptFrameException e) {
      // Nobody can tell any more, and nobody can use it.
      return true;
    }
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return ScalaFutures.ofVoid(
        logs.reading(() -> deleteMatching(logs.directoryOf(persistenceId), criteria)));
  }

  private Path deleteMatching(Path directory, SnapshotSelectionCriteria criteria)
      throws IOException {
    boolean anyTime = criteria.minTimestamp() == 0 && criteria.maxTimestamp() == Long.MAX_VALUE;
    for (long sequenceNr : files.sequenceNrs(directory)) {
      if (sequenceNr >= criteria.minSequenceNr()
          && sequenceNr <= criteria.maxSequenceNr()
          && (anyTime || matches(directory, sequenceNr, criteria))) {
        files.delete(directory, sequenceNr);
      }
    }
    return directory;
  }

  private boolean matches(Path directory, long sequenceNr, SnapshotSelectionCriteria criteria)
      throws IOException {
    try {
      return criteria.matches(format.read(files.read(directory, sequenceNr)).metadata());
    } catch (NoSuchFileException | CorruptFrameException e) {
      return false;
    }
  }
}
