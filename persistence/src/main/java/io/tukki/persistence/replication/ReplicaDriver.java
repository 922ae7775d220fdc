package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.replica.Identity;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output;
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
  interface Source extends DamageControl.Examination {
    /**
     * @param again whether the log has changed since it was opened
     */
    Recovered recover(boolean again) throws IOException;
  }

  private final String log;
  private final Node node;
  private final Bounds bounds;
  private final Source source;
  private final Errands errands;
  private final Appends appends;
  private final Elections elections;
  private final Trims trims;
  private final ReplicaChanges changes;
  private final LogQueue queue;
  private final Pace pace;
  private final Holdings holdings;
  private final DamageControl damageControl;

  private final Deque<Input> inputs = new ArrayDeque<>();

  /** Absent before the first use, and for a moment after the disk failed a step. */
  private volatile @Nullable Replica replica;

  /** Counts replicas; what was begun for an earlier one is void. */
  private int life;

  private boolean running;
  private long requests;

  /** Why this step cannot be done to its end. */
  private @Nullable Exception broken;

  ReplicaDriver(
      String log, Node node, Bounds bounds, LogHandle handle, Flusher flusher, Source source) {
    this.log = log;
    this.node = node;
    this.bounds = bounds;
    this.source = source;
    LogDisk disk = new LogDisk(node, handle, flusher, bounds);
    this.appends = new Appends(log, node, this);
    this.queue = new LogQueue(node, appends);
    this.elections = new Elections(log, node, this);
    this.trims = new Trims(this, disk, bounds);
    this.changes = new ReplicaChanges(log, this);
    this.pace = new Pace(node, this);
    this.holdings = new Holdings(node, bounds);
    this.damageControl = new DamageControl(log, node, this, source);
    this.errands = new Errands(log, node, bounds, this, disk, handle, flusher);
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

  Appends appends() {
    return appends;
  }

  Pace pace() {
    return pace;
  }

  Errands errands() {
    return errands;
  }

  Holdings holdings() {
    return holdings;
  }

  DamageControl damageControl() {
    return damageControl;
  }

  int life() {
    return life;
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
      if (replica == null && !errands.isSaving()) {
        started();
      }
      CompletionStage<Leadership> led = elections.lead();
      resettle();
      return led;
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
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
      if (voters.isPresent() && errands.isSaving()) {
        return false;
      }
      voters.ifPresent(initial -> start(Recovered.beginning(now.durableState(), initial)));
    }
    feed(new Input.Nominate());
    return true;
  }

  // ---- inputs ----

  /** The replica, begun with what the disk has if it is not running. */
  Replica started() throws IOException {
    Replica now = replica;
    if (now != null) {
      return now;
    }
    if (errands.isSaving()) {
      throw new LogOfflineException("The replica of log '%s' begins anew.".formatted(log));
    }
    return start(source.recover(life > 0));
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

  /** To be taken in behind the step that is under way. */
  void expect(Input input) {
    inputs.add(input);
  }

  /** The step, or what comes next, cannot be done to its end. */
  void breakOff(Exception cause) {
    broken = cause;
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
    changes.mayAskAgain();
    try {
      do {
        drain();
        settle();
      } while (!inputs.isEmpty() || broken != null);
    } finally {
      running = false;
      errands.rest();
    }
    Replica now = replica;
    pace.after(now);
    if (now != null) {
      holdings.after(now);
      damageControl.after(now);
    }
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
        errands.carryOut(outputs.get(i));
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
        if (elections.isAwaited() && !errands.isSaving()) {
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
    return now.configuration().isOnly(node.self());
  }

  /** As the death of the process in the middle of the step. */
  private void restart(Exception failure) {
    appends.failPending(failure);
    trims.fail(failure);
    elections.restarted();
    errands.forget();
    inputs.clear();
    replica = null;
    life++;
    LOG.info("The replica of log '{}' begins anew: {}", log, failure.toString());
  }

  /** The log is not what the replica took it for. */
  void beginAnew(Exception cause) {
    restart(cause);
    resettle();
  }

  /** The replica was removed from the log, has written that down, and ends. */
  void retire() {
    LOG.info("This node's replica of log '{}' was removed; its files go", log);
    node.retired(log);
  }

  /** Somebody came or went with whom this leader may have business. */
  void wake() {
    pace.noteChange();
    pace.after(replica);
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
    errands.forget();
    damageControl.stop();
    replica = null;
    life++;
    pace.after(null);
  }
}
