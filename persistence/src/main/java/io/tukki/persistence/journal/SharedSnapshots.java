package io.tukki.persistence.journal;

import io.tukki.persistence.replication.FlushPolicy;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.SnapshotTaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshots that a log's leader shares, so that this node need not read all of the log
 * when it comes to lead. They are judged when somebody recovers, as this node's own are; here it is
 * only seen that they are whole, and of this log.
 */
final class SharedSnapshots implements SnapshotTaker {

  private static final Logger LOG = LoggerFactory.getLogger(SharedSnapshots.class);

  /** The newest may have seen what a failover undid; then the one before it serves. */
  private static final int KEPT = 3;

  private final LogStore logs;
  private final SnapshotFiles files;
  private final boolean durable;

  SharedSnapshots(LogStore logs) {
    this.logs = logs;
    this.files = new SnapshotFiles(logs.storage());
    this.durable = !(logs.flushPolicy() instanceof FlushPolicy.None);
  }

  @Override
  public void take(String persistenceId, ByteBuffer snapshot) {
    try {
      SnapshotFormat.Title title = SnapshotFormat.titleOf(snapshot.duplicate());
      if (title.persistenceId().equals(persistenceId) && logs.exists(persistenceId)) {
        keep(logs.directoryOf(persistenceId), title.sequenceNr(), snapshot);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("A snapshot of '{}' that was sent here is not kept", persistenceId, e);
    }
  }

  private void keep(Path directory, long sequenceNr, ByteBuffer snapshot) throws IOException {
    files.save(directory, sequenceNr, snapshot, durable);
    List<Long> kept = files.sequenceNrs(directory);
    for (long old : kept.subList(Math.min(KEPT, kept.size()), kept.size())) {
      files.delete(directory, old);
    }
  }
}
