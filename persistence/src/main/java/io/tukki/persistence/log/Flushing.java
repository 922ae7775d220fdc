package io.tukki.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a log durable, and notes durably how far it is. The one place that syncs what was appended;
 * a sync that failed is never repeated, the log is offline from then on.
 */
final class Flushing {

  private final LogState state;

  /** How far the last checkpoint goes. */
  private LogEnd noted;

  Flushing(LogState state) {
    this.state = state;
    this.noted = state.synced;
  }

  /** Everything that can be read at the moment of the call is durable on return. */
  void flush() throws IOException {
    state.filesLock.lock();
    try {
      state.ensureOnline();
      LogEnd target = state.end;
      if (target.equals(state.synced) && !state.directoryDirty.get()) {
        return;
      }
      sync(target);
      // A damaged log's checkpoint tells how far it went before; nothing may hide that.
      if (state.damage.isEmpty() && isCheckpointDue(target)) {
        writeCheckpointIfRoom();
      }
    } finally {
      state.filesLock.unlock();
    }
  }

  private void sync(LogEnd target) throws IOException {
    try {
      Segments segments = state.segments;
      int from = segments.indexOfOffset(state.synced.segment().baseOffset());
      int to = segments.indexOfOffset(target.segment().baseOffset());
      for (int i = from; i <= to; i++) {
        segments.at(i).force();
      }
      if (state.directoryDirty.getAndSet(false)) {
        syncDirectories();
      }
    } catch (IOException e) {
      state.failForThisBoot("it could not be made durable", e);
      throw e;
    }
    state.synced = target;
  }

  private void syncDirectories() throws IOException {
    LogDirectory directory = state.directory;
    if (state.newborn) {
      LogMeta.force(directory);
    }
    directory.storage().syncDirectory(directory.path());
    Path parent = directory.path().getParent();
    if (state.newborn && parent != null) {
      directory.storage().syncDirectory(parent);
    }
    state.newborn = false;
  }

  /** At each new segment, and in between as often as bounds what a crash makes us scan. */
  private boolean isCheckpointDue(LogEnd target) {
    return target.segment() != noted.segment()
        || target.at().position() - noted.at().position() >= state.options.checkpointBytes();
  }

  /** What is durable stays so without it: only recovery has more to do. */
  void writeCheckpointIfRoom() throws IOException {
    try {
      writeCheckpoint(state.startOffset);
    } catch (StorageFullException e) {
      // The next flush tries again.
    }
  }

  /**
   * Writes a checkpoint, durably, with this start offset; where nothing is new, does nothing. The
   * caller holds the files lock and has flushed what the start offset passes over.
   *
   * @throws StorageFullException if there is no room; nothing has changed
   * @throws IOException if it failed otherwise; the log is offline
   */
  void writeCheckpoint(long startOffset) throws IOException {
    Checkpoint fresh =
        new Checkpoint(
            startOffset,
            state.options.bootId(),
            knownFrom(startOffset),
            Optional.of(state.history.truncatedTo(state.synced.offset())));
    if (state.checkpoint.isPresent() && state.checkpoint.get().equals(fresh)) {
      return;
    }
    try {
      fresh.write(state.directory);
    } catch (StorageFullException e) {
      throw e;
    } catch (IOException e) {
      state.failForThisBoot("its checkpoint could not be written", e);
      throw e;
    }
    state.checkpoint = Optional.of(fresh);
    noted = state.synced;
  }

  private List<Checkpoint.Known> knownFrom(long startOffset) {
    LogEnd synced = state.synced;
    List<Checkpoint.Known> known = new ArrayList<>();
    for (Segment segment : state.segments.asList()) {
      boolean last = segment == synced.segment();
      if (last || segment.end().offset() > startOffset) {
        known.add(
            new Checkpoint.Known(
                segment.baseOffset(), segment.baseOrdinal(), last ? synced.at() : segment.end()));
      }
      if (last) {
        break;
      }
    }
    return known;
  }
}
