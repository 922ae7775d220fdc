package io.tukki.persistence.replication;

import io.tukki.core.log.LogConfig;
import io.tukki.core.log.LogOfflineException;
import io.tukki.persistence.log.DamageException;
import io.tukki.persistence.log.Log;
import io.tukki.persistence.log.LogDamage;
import io.tukki.persistence.log.LogDirectory;
import io.tukki.persistence.log.LogIdentity;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.Output;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one log comes from its files: opened as far as it is sound, each time it is used after it was
 * closed, and read for what its replica begins with.
 */
final class LogOpening implements ReplicaDriver.Source {

  private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

  /**
   * Which log, and where it lies or will lie.
   *
   * @param deletion deletes the directory while nothing there is open
   */
  record Place(
      String persistenceId,
      LogDirectory directory,
      LogIdentity identity,
      LogHandle.FileAction deletion) {}

  /** Whoever opens the log on behalf of others hears of it, on the thread that opens. */
  interface Observer {
    /** Whether a replica runs; one that does knows the log's bounds better than its files do. */
    boolean hasReplica();

    /** The log is open as far as it is sound, which is not to its end. */
    void damaged();

    /** A user of the open log found it damaged there. */
    void damagedAt(long offset);
  }

  private final Place place;
  private final Node node;
  private final Bounds bounds;
  private final Observer observer;
  private final LogHandle handle;
  private final Flusher flusher;

  private volatile LogConfig config;

  /** As the log was when it was first opened; until its replica begins. */
  private volatile @Nullable Recovered opened;

  LogOpening(Place place, Node node, Bounds bounds, Observer observer) {
    this.place = place;
    this.node = node;
    this.bounds = bounds;
    this.observer = observer;
    this.config = LogKinds.configOf(place.identity().kind());
    this.handle = new LogHandle(this::open, observer::damagedAt);
    this.flusher = new Flusher(place.persistenceId(), node, handle);
  }

  LogHandle handle() {
    return handle;
  }

  Flusher flusher() {
    return flusher;
  }

  /** What it is opened with from now on. */
  void configure(LogConfig changed) {
    config = changed;
  }

  /** Nothing opens it any more after this. */
  void delete(LogOfflineException reason) throws IOException {
    handle.delete(reason, place.deletion());
  }

  // ---- opening ----

  /** Damage that is met on the way, where a checkpoint vouches for it, is looked for then. */
  private Log open() throws IOException {
    try {
      return openNow();
    } catch (LogOfflineException e) {
      if (e.getCause() instanceof DamageException found) {
        Log.suspect(place.directory(), found.offset());
        return openNow();
      }
      throw e;
    }
  }

  private Log openNow() throws IOException {
    Log.Opened result =
        Log.openAsFarAsSound(
            place.directory(), place.identity(), config, node.logOptions(), node.nowMs());
    Log log = result.log();
    try {
      RecoveryLog.tell(place.persistenceId(), result.report());
      Recovered recovered = recoveredFrom(log);
      if (log.damage().isPresent()) {
        takeDamaged(recovered, log.damage().get());
      }
      bounds.publish(log);
      if (!observer.hasReplica()) {
        if (recovered.isHeldAloneBy(node.self())) {
          bounds.highWatermark.advance(log.endOffset());
        }
        opened = recovered;
      }
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Its replica takes part without a vote, unless nobody is there to repair it. */
  private void takeDamaged(Recovered recovered, LogDamage damage) {
    LOG.error(
        "Log '{}' is damaged: {}. It is sound below offset {}",
        place.persistenceId(),
        damage.message(),
        damage.offset());
    node.repairs().found();
    node.alarms().note(Output.Trouble.DAMAGED_LOG);
    if (recovered.isBeyondRepairFor(node.self())) {
      throw DamagedAlone.refusal(place.directory().path(), damage);
    }
    observer.damaged();
  }

  // ---- what a replica begins with ----

  @Override
  public Recovered recover(boolean again) throws IOException {
    Optional<DurableState> tombstone =
        node.states().of(place.persistenceId()).filter(state -> state.isTombstoneOf(node.self()));
    if (tombstone.isPresent()) {
      // A removed replica that is taken in again starts with nothing; what it had copied when
      // it was interrupted is not worth telling apart from what it was told to delete.
      opened = null;
      handle.closeAnd(place.deletion());
      flusher.noteClosed();
      return Recovered.retired(tombstone.get());
    }
    return handle.use(
        log -> {
          Recovered first = opened;
          opened = null;
          return first == null || again ? recoveredFrom(log) : first;
        });
  }

  @Override
  public Optional<LogDamage> of(long offset) throws IOException {
    handle.closeAnd(() -> Log.suspect(place.directory(), offset));
    flusher.noteClosed();
    return handle.use(Log::damage);
  }

  private Recovered recoveredFrom(Log log) throws IOException {
    return Recovered.of(log, node.states().of(place.persistenceId()), node.states().boot());
  }
}
