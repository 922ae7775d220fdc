package io.tukki.persistence.replication;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output;
import io.tukki.persistence.replication.replica.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a replica asks: on its log, for its state, to others. Used from the log's lane. */
final class Errands {

  private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

  private final String log;
  private final Node node;
  private final Bounds bounds;
  private final ReplicaDriver driver;
  private final LogDisk disk;
  private final Syncing syncing;
  private final Fresh fresh;
  private final Shipping shipping;

  private int savesInFlight;

  /** Whoever watches looks at it from other threads. */
  private volatile boolean mayLackCommitted;

  Errands(
      String log,
      Node node,
      Bounds bounds,
      ReplicaDriver driver,
      LogDisk disk,
      LogHandle handle,
      Flusher flusher) {
    this.log = log;
    this.node = node;
    this.bounds = bounds;
    this.driver = driver;
    this.disk = disk;
    this.syncing = new Syncing(handle, flusher, node.syncing(), driver.queue());
    this.fresh = new Fresh(node.settings().replication().shipments().maxBytes());
    this.shipping = new Shipping(log, node, handle, fresh);
  }

  /** Whether the state on disk is about to change. */
  boolean isSaving() {
    return savesInFlight > 0;
  }

  boolean mayLackCommitted() {
    return mayLackCommitted;
  }

  /** The replica has done what it could. */
  void rest() {
    fresh.forget();
  }

  /** Nobody waits any more for what was begun. */
  void forget() {
    fresh.forget();
    syncing.forget();
    shipping.forget();
  }

  void carryOut(Output output) throws IOException {
    switch (output) {
      case Output.Send(ReplicaId to, var message) -> node.peers().send(to, log, message);
      case Output.Ship ship -> shipping.ship(ship, urgency(ship), shipped());
      case Output.SaveState(DurableState state) -> save(state);
      case Output.AppendToLog append -> append(append);
      case Output.TruncateLog truncate -> {
        fresh.forget();
        driver.expect(disk.truncate(truncate));
        shipping.forget();
      }
      case Output.ResetLog reset -> {
        fresh.forget();
        driver.expect(disk.reset(reset));
        shipping.forget();
        bounds.highWatermark.advance(reset.start().offset());
      }
      case Output.SyncLog sync -> syncing.request(sync, synced());
      case Output.TrimLog(LogStart start) -> {
        disk.trim(start.offset());
        driver.pace().noteChange();
      }
      case Output.DropLog drop -> driver.retire();
      case Output.Led led -> {
        LOG.debug("Log '{}' is led here in epoch {}", log, led.epoch());
        node.reigns().won();
        driver.pace().noteChange();
        driver.trims().led();
      }
      case Output.SteppedDown(int epoch, Output.Reason reason) -> {
        LOG.debug("Log '{}' is not led here any more in epoch {}: {}", log, epoch, reason);
        node.reigns().lost();
        driver.elections().steppedDown(reason);
      }
      case Output.Acknowledged(long request, long end) -> driver.appends().acknowledged(request);
      case Output.Refused(long request, Output.Reason reason) ->
          driver.appends().refused(request, reason);
      case Output.HighWatermark(long offset) -> {
        bounds.highWatermark.advance(offset);
        driver.pace().noteChange();
      }
      case Output.Alarm(Output.Trouble trouble) -> alarm(trouble);
    }
  }

  private Urgency urgency(Output.Ship ship) {
    boolean keepsUp = driver.pace().isLive(ship.fromOffset());
    return driver
        .latest()
        .filter(replica -> replica.isCopiedTo(ship.to()))
        .map(replica -> Urgency.ofCopy(ship.to(), replica, node.peers()::isAlive))
        .orElseGet(() -> Urgency.of(ship, keepsUp));
  }

  private void append(Output.AppendToLog append) throws IOException {
    driver.expect(disk.append(append));
    if (driver.office() instanceof Office.Leader leader && !leader.followers().isEmpty()) {
      fresh.written(append.entries());
    }
    for (Entry entry : append.entries()) {
      if (entry.payload() instanceof Payload.Change && driver.office() instanceof Office.Leader) {
        // The writer counts batches, and this one is not its own.
        driver.elections().vacate();
        return;
      }
    }
  }

  private void save(DurableState state) {
    int of = driver.life();
    savesInFlight++;
    var unused =
        node.states()
            .save(log, state)
            .whenComplete((saved, failure) -> driver.queue().put(() -> saved(of, state, failure)));
  }

  private void saved(int of, DurableState state, @Nullable Throwable failure) {
    savesInFlight--;
    if (of == driver.life()) {
      if (failure == null) {
        driver.expect(new Input.StateSaved(state));
      } else {
        Exception e =
            failure instanceof Exception cause ? cause : new IllegalStateException(failure);
        driver.elections().fail(e);
        driver.breakOff(e);
      }
    }
    driver.resettle();
  }

  private Syncing.Done synced() {
    int of = driver.life();
    return new Syncing.Done() {
      @Override
      public void synced(Output.SyncLog sync) {
        if (of == driver.life()) {
          driver.feed(new Input.Synced(sync.cut(), sync.endOffset()));
        }
      }

      @Override
      public void failed(Exception failure) {
        if (of == driver.life()) {
          driver.feed(new Input.DiskFailed());
        }
      }
    };
  }

  private Shipping.Done shipped() {
    int of = driver.life();
    return new Shipping.Done() {
      @Override
      public void shipped(Input.Shipped shipped) {
        driver
            .queue()
            .put(
                () -> {
                  if (of == driver.life()) {
                    driver.feed(shipped);
                  }
                });
      }

      @Override
      public void shippedAtOnce(Input.Shipped shipped) {
        driver.expect(shipped);
      }

      @Override
      public void damaged(long offset) {
        driver.damageControl().suspect(offset);
      }
    };
  }

  private void alarm(Output.Trouble trouble) {
    if (trouble != Output.Trouble.DAMAGED_LOG) {
      node.alarms().note(trouble);
    }
    switch (trouble) {
      case DISK_FAILED -> LOG.error("The replica of log '{}' ends: its device failed", log);
      // Told, and counted, where the log is opened: the replica may not be the first to hear.
      case DAMAGED_LOG -> LOG.debug("The replica of log '{}' ends: its log is damaged", log);
      case COMMITTED_MAY_BE_LOST -> {
        mayLackCommitted = true;
        LOG.warn(
            "Log '{}' may lack records that were acknowledged: too few of its replicas can be"
                + " trusted to have all of them, and the best of all was taken",
            log);
      }
      case FORCED_TO_LEAD ->
          LOG.warn(
              "Log '{}' goes on with this replica alone, as an operator decided; what it lacks of"
                  + " what was acknowledged is lost",
              log);
    }
  }
}
