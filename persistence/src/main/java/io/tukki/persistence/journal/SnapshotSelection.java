package io.tukki.persistence.journal;

import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which snapshot an entity recovers from: the newest that matches, is whole, and has seen nothing
 * but what the log holds for good. A power cut or a failover can take events that a snapshot has
 * seen already, and others may have their sequence numbers since.
 *
 * <p>So the log must be led here before it is compared: until then it may lack what is committed,
 * and hold what will be cut.
 */
final class SnapshotSelection {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSelection.class);

  private final LogStore logs;
  private final Reigns reigns;
  private final Layouts layouts;
  private final SnapshotFiles files;
  private final SnapshotFormat format;

  SnapshotSelection(
      LogStore logs, Reigns reigns, Layouts layouts, SnapshotFiles files, SnapshotFormat format) {
    this.logs = logs;
    this.reigns = reigns;
    this.layouts = layouts;
    this.files = files;
    this.format = format;
  }

  /**
   * Fails where the log is offline, and where older events are deleted and every snapshot that
   * stands for them is damaged: what could be recovered then would be wrong without anyone knowing.
   */
  CompletionStage<Optional<SelectedSnapshot>> of(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return logs.reading(() -> logs.exists(persistenceId))
        .thenCompose(
            exists ->
                // Who keeps events elsewhere has no log here, and nothing to compare with.
                exists
                    ? settled(persistenceId)
                        .thenCompose(log -> logs.reading(() -> within(log, criteria)))
                    : logs.reading(
                        () -> new Search(persistenceId, criteria, stored -> true).run()));
  }

  private CompletionStage<ReplicatedLog> settled(String persistenceId) {
    ReplicatedLog log = logs.log(persistenceId);
    return reigns.settle(log).thenApply(led -> log);
  }

  private Optional<SelectedSnapshot> within(ReplicatedLog log, SnapshotSelectionCriteria criteria)
      throws IOException {
    JournalLayout layout = layouts.of(log.persistenceId());
    Search search = new Search(log.persistenceId(), criteria, new Comparison(log, layout));
    Optional<SelectedSnapshot> found = search.run();
    long recoveredTo = found.map(snapshot -> snapshot.metadata().sequenceNr()).orElse(0L);
    boolean mayLieElsewhere =
        logs.status(log.persistenceId()).filter(status -> status.voters().size() > 1).isPresent();
    if ((search.passedOver || mayLieElsewhere) && recoveredTo < layout.deletedTo(log)) {
      throw new IllegalStateException(
          "'%s' cannot be recovered: its events up to %d are deleted, and no snapshot that stands for them can be used here (see the warnings before)"
              .formatted(log.persistenceId(), layout.deletedTo(log)));
    }
    return found;
  }

  /** What a snapshot is compared with. */
  private interface Evidence {
    boolean supports(SnapshotFormat.Stored stored) throws IOException;
  }

  /** With the entity's log, which is led here. */
  private record Comparison(ReplicatedLog log, JournalLayout layout) implements Evidence {

    @Override
    public boolean supports(SnapshotFormat.Stored stored) throws IOException {
      return switch (layout.placeOf(log, stored.metadata().sequenceNr())) {
        case SnapshotPlace.Found.At(SnapshotPlace place, boolean committed) ->
            committed && stored.place().map(place::equals).orElse(true);
        case SnapshotPlace.Found.Deleted deleted -> layout.seesCommittedEventsOnly();
        case SnapshotPlace.Found.Missing missing -> false;
      };
    }
  }

  /** One walk from the newest snapshot to the oldest. */
  private final class Search {

    private final String persistenceId;
    private final SnapshotSelectionCriteria criteria;
    private final Evidence evidence;

    /** Whether a snapshot would have been taken, had it been sound. */
    private boolean passedOver;

    Search(String persistenceId, SnapshotSelectionCriteria criteria, Evidence evidence) {
      this.persistenceId = persistenceId;
      this.criteria = criteria;
      this.evidence = evidence;
    }

    Optional<SelectedSnapshot> run() throws IOException {
      Path directory = logs.directoryOf(persistenceId);
      for (long sequenceNr : files.sequenceNrs(directory)) {
        if (sequenceNr < criteria.minSequenceNr() || sequenceNr > criteria.maxSequenceNr()) {
          continue;
        }
        Optional<SnapshotFormat.Stored> stored = usable(directory, sequenceNr);
        if (stored.isPresent() && criteria.matches(stored.get().metadata())) {
          return Optional.of(format.select(stored.get()));
        }
      }
      return Optional.empty();
    }

    private Optional<SnapshotFormat.Stored> usable(Path directory, long sequenceNr)
        throws IOException {
      try {
        SnapshotFormat.Stored stored = format.read(files.read(directory, sequenceNr));
        if (!stored.metadata().persistenceId().equals(persistenceId)
            || stored.metadata().sequenceNr() != sequenceNr) {
          passOver(sequenceNr, "it is of " + stored.metadata());
        } else if (!evidence.supports(stored)) {
          passOver(sequenceNr, "its log does not hold the events that it has seen");
        } else {
          return Optional.of(stored);
        }
      } catch (CorruptFrameException e) {
        passOver(sequenceNr, String.valueOf(e.getMessage()));
      } catch (NoSuchFileException e) {
        // Deleted meanwhile.
      }
      return Optional.empty();
    }

    private void passOver(long sequenceNr, String why) {
      passedOver = true;
      LOG.warn("Snapshot {} of '{}' is passed over: {}", sequenceNr, persistenceId, why);
    }
  }
}
