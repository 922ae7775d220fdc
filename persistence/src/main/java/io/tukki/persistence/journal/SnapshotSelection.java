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
 * Which snapshot an entity recovers from: the newest that matches, is whole, and says no more than
 * the log holds. A power cut can take events that a snapshot has seen already; a state that went on
 * from it would give their sequence numbers to nothing.
 */
final class SnapshotSelection {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSelection.class);

  private final LogStore logs;
  private final Layouts layouts;
  private final SnapshotFiles files;
  private final SnapshotFormat format;

  SnapshotSelection(LogStore logs, Layouts layouts, SnapshotFiles files, SnapshotFormat format) {
    this.logs = logs;
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
                    ? logs.openLog(persistenceId)
                        .thenCompose(log -> logs.reading(() -> within(log, criteria)))
                    : logs.reading(
                        () -> new Search(persistenceId, criteria, Long.MAX_VALUE).run()));
  }

  private Optional<SelectedSnapshot> within(ReplicatedLog log, SnapshotSelectionCriteria criteria)
      throws IOException {
    JournalLayout layout = layouts.of(log.persistenceId());
    Search search = new Search(log.persistenceId(), criteria, layout.highestSequenceNr(log));
    Optional<SelectedSnapshot> found = search.run();
    long recoveredTo = found.map(snapshot -> snapshot.metadata().sequenceNr()).orElse(0L);
    if (search.passedOver && recoveredTo < layout.deletedTo(log)) {
      throw new IllegalStateException(
          "'%s' cannot be recovered: its events up to %d are deleted, and the snapshots that stand for them cannot be used (see the warnings before)"
              .formatted(log.persistenceId(), layout.deletedTo(log)));
    }
    return found;
  }

  /** One walk from the newest snapshot to the oldest. */
  private final class Search {

    private final String persistenceId;
    private final SnapshotSelectionCriteria criteria;
    private final long maxSequenceNr;

    /** Whether a snapshot would have been taken, had it been sound. */
    private boolean passedOver;

    Search(String persistenceId, SnapshotSelectionCriteria criteria, long maxSequenceNr) {
      this.persistenceId = persistenceId;
      this.criteria = criteria;
      this.maxSequenceNr = maxSequenceNr;
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
      if (sequenceNr > maxSequenceNr) {
        passOver(sequenceNr, "its log ends at " + maxSequenceNr);
        return Optional.empty();
      }
      try {
        SnapshotFormat.Stored stored = format.read(files.read(directory, sequenceNr));
        if (stored.metadata().persistenceId().equals(persistenceId)
            && stored.metadata().sequenceNr() == sequenceNr) {
          return Optional.of(stored);
        }
        passOver(sequenceNr, "it is of " + stored.metadata());
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
