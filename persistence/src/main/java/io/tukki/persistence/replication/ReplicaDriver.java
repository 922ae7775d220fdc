package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.DurableState;
import io.tukki.persistence.replication.replica.Entry;
import io.tukki.persistence.replication.replica.Identity;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output;
import io.tukki.persistence.replication.replica.Payload;
import io.tukki.persistence.replication.replica.RecoveredLog;
import io.tukki.persistence.replication.replica.Replica;
import io.tukki.persistence.replication.replica.Rules;
import io.tukki.persistence.replication.replica.Step;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the replica of one log: hands it what happens, one input at a time, and does what it asks,
 * in order. Everything is on the log's lane, but for {@link #append} and {@link #latest}.
 *
 * <p>Where the disk fails in the middle of a step the replica ends there, as if the process had
 * died, and another one begins with what the disk has.
 */
final class ReplicaDriver {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaDriver.class);

  /** Where the log's replica begins. */
  interface Source {
    /**
     * @param again whether the log has changed since it was opened
     * @param soundEnd below it nothing is damaged
     */
    Recovered recover(boolean again, long soundEnd) throws IOException;
  }

  private final String log;
  private final Node node;
  private final Bounds bounds;
  private final Source source;
  private final LogDisk disk;
  private final Syncing syncing;
  private final Shipping shipping;
  private final Appends appends;
  private final Elections elections;
  private final Trims trims;
  private final ReplicaChanges changes;
  private final LogQueue queue;
  private final Pace pace;

  private final Deque<Input> inputs = new ArrayDeque<>();

  /** Absent before the first use, and for a moment after the disk failed a step. */
  private volatile @Nullable Replica replica;

  /** Counts replicas; what was begun for an earlier one is void. */
  private int life;

  private boolean running;
  private int savesInFlight;
  private long requests;

  /** Below it nothing is damaged. */
  private long soundEnd = Recovered.UNDAMAGED;

  /** Why this step cannot be done to its end. */
  private @Nullable Exception broken;

  ReplicaDriver(
      String log, Node node, Bounds bounds, LogHandle handle, Flusher flusher, Source source) {
    this.log = log;
    this.node = node;
    this.bounds = bounds;
    this.source = source;
    this.disk = new LogDisk(node, handle, flusher, bounds);
    this.appends = new Appends(log, node, this);
    this.queue = new LogQueue(node, appends);
    this.syncing = new Syncing(handle, flusher, node.syncing(), queue);
    this.elections = new Elections(log, node, this);
    this.trims = new Trims(this, disk, bounds);
    this.changes = new ReplicaChanges(log, this);
    this.shipping = new Shipping(log, node, handle);
    this.pace = new Pace(node, this);
  }

  LogQueue queue() {
    return queue;
  }

  Elections elections() {
    return elections;
  }

  Trims trims() {
    return trims;
  }

  ReplicaChanges changes() {
    return changes;
  }

  /** The replica as it was after its last input; empty where it is not in use. Any thread. */
  Optional<Replica> latest() {
    return Optional.ofNullable(replica);
  }

  // ---- the writer ----

  /** Any thread. */
  CompletionStage<Appended> append(Reign by, List<RecordBatch> batches, Durability durability) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("an append needs a batch");
    }
    if (by.isClosed() || !elections.reigns(by)) {
      return CompletableFuture.failedFuture(new RefusedException(fenced(by)));
    }
    long bytes = 0;
    for (int i = 0; i < batches.size(); i++) {
      bytes += batches.get(i).sizeBytes();
    }
    CompletableFuture<Appended> done = new CompletableFuture<>();
    if (!queue.offer(new Appends.Append(by, batches, durability, bytes, done))) {
      by.close();
      done.completeExceptionally(
          new RefusedException(
              new Refusal.Overloaded(
                  "Too much waits to be written to log '%s' or to this node.".formatted(log))));
    }
    return done;
  }

  /** Why this reign may not append. */
  Refusal fenced(Reign old) {
    Optional<LogOfflineException> failed = node.deviceFailure();
    if (failed.isPresent()) {
      return new Refusal.LogOffline(String.valueOf(failed.get().getMessage()));
    }
    return new Refusal.FencedLeaderEpoch(bounds.epoch.value(), old.epoch().value());
  }

  CompletionStage<Leadership> lead() {
    try {
      node.refuseIfDeviceFailed();
      if (replica == null && savesInFlight == 0) {
        started();
      }
      CompletionStage<Leadership> led = elections.lead();
      resettle();
      return led;
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  Reign newReign(LeaderEpoch epoch, long firstOffset, long firstOrdinal) {
    return new Reign(this, epoch, firstOffset, firstOrdinal);
  }

  long nextRequest() {
    return ++requests;
  }

  /** False where that has to wait until what was asked of the disk is done. */
  boolean nominate() {
    Replica now = replica;
    if (now == null) {
      return false;
    }
    if (now.configuration().voters().isEmpty() && now.endOffset() == 0) {
      Optional<List<ReplicaId>> voters = node.replicaSets().initialVoters(log);
      if (voters.isPresent() && savesInFlight > 0) {
        return false;
      }
      voters.ifPresent(initial -> begin(now.durableState(), initial));
    }
    feed(new Input.Nominate());
    return true;
  }

  /** A log that holds nothing yet begins with these voters; the first promise saves them too. */
  private void begin(DurableState promised, List<ReplicaId> voters) {
    Configuration configuration = Configuration.of(voters);
    DurableState state =
        new DurableState(
            promised.promisedEpoch(),
            promised.acceptedEpoch(),
            configuration,
            promised.trustedBoot());
    start(new Recovered(state, RecoveredLog.empty(configuration)));
  }

  // ---- inputs ----

  /** The replica, begun with what the disk has if it is not running. */
  Replica started() throws IOException {
    Replica now = replica;
    if (now != null) {
      return now;
    }
    if (savesInFlight > 0) {
      throw new LogOfflineException("The replica of log '%s' begins anew.".formatted(log));
    }
    return start(source.recover(life > 0, soundEnd));
  }

  private Replica start(Recovered recovered) {
    life++;
    Identity self =
        new Identity(
            node.self(),
            node.nextIncarnation(),
            node.states().boot(),
            node.replicaSettings(),
            Rules.ALL);
    Replica fresh = Replica.start(self, recovered.state(), recovered.log());
    replica = fresh;
    bounds.epoch = new LeaderEpoch(fresh.epoch());
    if (recovered.isHeldAloneBy(node.self())) {
      bounds.highWatermark.advance(fresh.endOffset());
    }
    return fresh;
  }

  void feed(Input input) {
    inputs.add(input);
    run();
  }

  /** Looks whether something that waits can be done by now. */
  void resettle() {
    run();
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      do {
        drain();
        settle();
      } while (!inputs.isEmpty() || broken != null);
    } finally {
      running = false;
    }
    pace.after(replica);
  }

  private void drain() {
    Input input;
    while (broken == null && (input = inputs.poll()) != null) {
      Replica now = replica;
      if (now != null) {
        step(now, input);
      }
    }
    Exception failure = broken;
    if (failure != null) {
      broken = null;
      restart(failure);
    }
  }

  private void step(Replica now, Input input) {
    long endBefore = now.endOffset();
    Step step = now.step(input, node.elapsedMs());
    replica = step.replica();
    bounds.epoch = new LeaderEpoch(step.replica().epoch());
    List<Output> outputs = step.outputs();
    for (int i = 0; i < outputs.size() && broken == null; i++) {
      try {
        carryOut(outputs.get(i));
      } catch (IOException | RuntimeException e) {
        broken = e;
      }
    }
    if (step.replica().endOffset() != endBefore) {
      pace.noteChange();
    }
  }

  private void settle() {
    try {
      Replica now = replica;
      if (now == null) {
        if (elections.isAwaited() && savesInFlight == 0) {
          now = started();
        } else {
          return;
        }
      }
      elections.settle(now);
      trims.settle(now);
      changes.settle(now);
      if (trims.isAwaited()
          && !elections.isAwaited()
          && now.office() instanceof Office.None
          && isHeldAlone(now)) {
        nominate();
      }
    } catch (IOException | RuntimeException e) {
      elections.fail(e);
      trims.fail(e);
    }
  }

  boolean isHeldAlone(Replica now) {
    Configuration inForce = now.configuration();
    return !inForce.isJoint()
        && inForce.learners().isEmpty()
        && inForce.voters().equals(List.of(node.self()));
  }

  /** As the death of the process in the middle of the step. */
  private void restart(Exception failure) {
    appends.failPending(failure);
    trims.fail(failure);
    elections.restarted();
    syncing.forget();
    inputs.clear();
    shipping.forget();
    replica = null;
    life++;
    LOG.info("The replica of log '{}' begins anew: {}", log, failure.toString());
  }

  // ---- outputs ----

  private void carryOut(Output output) throws IOException {
    switch (output) {
      case Output.Send(ReplicaId to, var message) -> node.peers().send(to, log, message);
      case Output.Ship ship -> shipping.ship(ship, pace.isLive(ship.fromOffset()), shipped());
      case Output.SaveState(DurableState state) -> save(state);
      case Output.AppendToLog append -> append(append);
      case Output.TruncateLog truncate -> {
        inputs.add(disk.truncate(truncate));
        shipping.forget();
        soundEnd = truncate.endOffset() <= soundEnd ? Recovered.UNDAMAGED : soundEnd;
      }
      case Output.ResetLog reset -> {
        inputs.add(disk.reset(reset));
        shipping.forget();
        soundEnd = Recovered.UNDAMAGED;
        bounds.highWatermark.advance(reset.start().offset());
      }
      case Output.SyncLog sync -> syncing.request(sync, synced());
      case Output.TrimLog(LogStart start) -> disk.trim(start.offset());
      case Output.Led led -> {
        LOG.debug("Log '{}' is led here in epoch {}", log, led.epoch());
        pace.noteChange();
        trims.led();
      }
      case Output.SteppedDown(int epoch, Output.Reason reason) -> {
        LOG.debug("Log '{}' is not led here any more in epoch {}: {}", log, epoch, reason);
        elections.steppedDown(reason);
      }
      case Output.Acknowledged(long request, long end) -> appends.acknowledged(request);
      case Output.Refused(long request, Output.Reason reason) -> appends.refused(request, reason);
      case Output.HighWatermark(long offset) -> {
        bounds.highWatermark.advance(offset);
        pace.noteChange();
      }
      case Output.Alarm(Output.Trouble trouble) -> alarm(trouble);
    }
  }

  private void append(Output.AppendToLog append) throws IOException {
    inputs.add(disk.append(append));
    for (Entry entry : append.entries()) {
      if (entry.payload() instanceof Payload.Change && office() instanceof Office.Leader) {
        // The writer counts batches, and this one is not its own.
        elections.vacate();
        return;
      }
    }
  }

  private void save(DurableState state) {
    int of = life;
    savesInFlight++;
    var unused =
        node.states()
            .save(log, state)
            .whenComplete((saved, failure) -> queue.put(() -> saved(of, state, failure)));
  }

  private void saved(int of, DurableState state, @Nullable Throwable failure) {
    savesInFlight--;
    if (of == life) {
      if (failure == null) {
        inputs.add(new Input.StateSaved(state));
      } else {
        elections.fail(failure instanceof Exception e ? e : new IllegalStateException(failure));
        broken = failure instanceof Exception e ? e : new IllegalStateException(failure);
      }
    }
    run();
  }

  private Syncing.Done synced() {
    int of = life;
    return new Syncing.Done() {
      @Override
      public void synced(Output.SyncLog sync) {
        if (of == life) {
          feed(new Input.Synced(sync.cut(), sync.endOffset()));
        }
      }

      @Override
      public void failed(Exception failure) {
        if (of == life) {
          feed(new Input.DiskFailed());
        }
      }
    };
  }

  private Shipping.Done shipped() {
    int of = life;
    return new Shipping.Done() {
      @Override
      public void shipped(Input.Shipped shipped) {
        queue.put(
            () -> {
              if (of == life) {
                feed(shipped);
              }
            });
      }

      @Override
      public void damaged(long offset) {
        queue.put(
            () -> {
              if (of == life) {
                damage(offset);
              }
            });
      }
    };
  }

  private void damage(long offset) {
    LOG.error("Log '{}' is damaged at offset {}", log, offset);
    Replica now = replica;
    boolean alone = now != null && isHeldAlone(now);
    feed(new Input.Damaged());
    if (!alone) {
      soundEnd = Math.min(soundEnd, offset);
      restart(new LogOfflineException("Log '%s' is damaged.".formatted(log)));
      resettle();
    }
  }

  /** Somebody came or went with whom this leader may have business. */
  void wake() {
    pace.noteChange();
    pace.after(replica);
  }

  private void alarm(Output.Trouble trouble) {
    switch (trouble) {
      case DISK_FAILED -> LOG.error("The replica of log '{}' ends: its device failed", log);
      case DAMAGED_LOG -> LOG.error("The replica of log '{}' ends: its log is damaged", log);
      case COMMITTED_MAY_BE_LOST ->
          LOG.warn(
              "Log '{}' may lack records that were acknowledged: too few of its replicas can be"
                  + " trusted to have all of them, and the best of all was taken",
              log);
      case FORCED_TO_LEAD ->
          LOG.warn(
              "Log '{}' goes on with this replica alone, as an operator decided; what it lacks of"
                  + " what was acknowledged is lost",
              log);
    }
  }

  // ---- for those who watch ----

  Office office() {
    Replica now = replica;
    return now == null ? new Office.None() : now.office();
  }

  /** For a person. */
  String whoLeads() {
    return latest()
        .flatMap(Replica::leader)
        .map(leader -> "Log '%s' is led by node %s.".formatted(log, leader.node()))
        .orElseGet(() -> "Log '%s' is not led here, nor known where.".formatted(log));
  }

  /** Nothing is done any more, and whoever waits is told why. */
  void end(Exception cause) {
    elections.endReign();
    elections.fail(cause);
    trims.fail(cause);
    appends.failPending(cause);
    changes.end(Result.refused(new Refusal.NotReady(String.valueOf(cause.getMessage()))));
    inputs.clear();
    syncing.forget();
    replica = null;
    life++;
    pace.after(null);
  }
}
