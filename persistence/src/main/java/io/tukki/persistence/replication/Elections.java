package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.log.LogOfflineException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Output.Reason;
import io.tukki.persistence.replication.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who writes one log from here: those who wait to lead, and the one reign there may be. Used from
 * the log's lane, but for {@link #reigns}.
 *
 * <p>Every call to lead is an election, so that an epoch has one writer; only where the writer lost
 * its reign to a change of the replica set, and the replica leads on, the next one takes over in
 * the same epoch.
 */
final class Elections {

  /** How often a candidacy that met a higher promise is begun again, for one who waits. */
  private static final int MAX_ATTEMPTS = 5;

  private final String log;
  private final Node node;
  private final ReplicaDriver driver;
  private final AtomicReference<@Nullable Reign> reign = new AtomicReference<>();

  private final List<CompletableFuture<Leadership>> waiting = new ArrayList<>();

  /** Whether the replica was nominated for those who wait. */
  private boolean nominated;

  private int attempts;
  private long deadlineMs;

  /** Whether the epoch has no writer although this replica leads in it. */
  private boolean vacant;

  Elections(String log, Node node, ReplicaDriver driver) {
    this.log = log;
    this.node = node;
    this.driver = driver;
  }

  /** Any thread. */
  boolean reigns(Reign candidate) {
    return reign.get() == candidate;
  }

  void end(Reign failed) {
    reign.compareAndSet(failed, null);
  }

  /** Ends whoever reigns; any thread. */
  void endReign() {
    reign.set(null);
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  CompletionStage<Leadership> lead() {
    CompletableFuture<Leadership> led = new CompletableFuture<>();
    endReign();
    waiting.add(led);
    nominated = vacant;
    attempts = 0;
    long patienceMs = node.settings().replication().timing().candidacy().toMillis();
    deadlineMs = node.elapsedMs() + patienceMs * 2;
    return led;
  }

  /** The writer must look at the log again: something that is not its own was appended. */
  void vacate() {
    endReign();
    vacant = true;
  }

  /** The replica begins anew, as nobody's leader. */
  void restarted() {
    endReign();
    vacant = false;
    nominated = false;
  }

  /** Does for those who wait what is possible by now. */
  void settle(Replica replica) {
    if (waiting.isEmpty()) {
      return;
    }
    switch (replica.office()) {
      case Office.Leader leader when nominated -> {
        if (leader.settled()) {
          grant(leader, replica);
        }
      }
      case Office.Leader leader -> {
        // What is under way comes first; who waits for too long for that steps down.
        if (!leader.waiting()) {
          nominate();
        }
      }
      case Office.None none -> {
        if (!nominated) {
          nominate();
        }
      }
      case Office.Candidate candidate -> nominated = true;
      case Office.Failed failed ->
          fail(new LogOfflineException("Log '%s' cannot be written.".formatted(log)));
    }
    failIfLate();
  }

  private void nominate() {
    if (driver.nominate()) {
      nominated = true;
    }
  }

  private void failIfLate() {
    if (!waiting.isEmpty() && node.elapsedMs() >= deadlineMs) {
      fail(notReady());
    }
  }

  private void grant(Office.Leader leader, Replica replica) {
    vacant = false;
    List<CompletableFuture<Leadership>> granted = List.copyOf(waiting);
    waiting.clear();
    for (CompletableFuture<Leadership> led : granted) {
      Reign next =
          new Reign(
              driver, new LeaderEpoch(leader.epoch()), replica.endOffset(), replica.nextOrdinal());
      reign.set(next);
      led.complete(next);
    }
  }

  void steppedDown(Reason reason) {
    endReign();
    vacant = false;
    boolean goesOn =
        reason == Reason.RESIGNED
            || (reason == Reason.FENCED && nominated && ++attempts < MAX_ATTEMPTS);
    if (!goesOn && nominated) {
      fail(failureOf(reason));
    }
    nominated = false;
  }

  private RuntimeException failureOf(Reason reason) {
    return switch (reason) {
      case DISK_FAILED -> new LogOfflineException("The device of log '%s' failed.".formatted(log));
      case DAMAGED -> new LogOfflineException("Log '%s' is damaged.".formatted(log));
      case NO_QUORUM, RESIGNED, TOO_MANY_PENDING, CHANGE_UNDER_WAY, NOT_CAUGHT_UP -> notReady();
      case FENCED, NOT_LEADER, SUPERSEDED, NOT_A_VOTER, REMOVED, MISPLACED -> notLeader();
    };
  }

  private RefusedException notReady() {
    return new RefusedException(
        new Refusal.NotReady(
            "Log '%s' has no majority of its replicas now.%s".formatted(log, ownTrouble())));
  }

  private String ownTrouble() {
    return driver.latest().filter(Replica::isDamaged).isPresent()
        ? " What this node has of it is damaged: start the other nodes that hold it."
        : "";
  }

  private RefusedException notLeader() {
    return new RefusedException(new Refusal.NotLeader(driver.whoLeads()));
  }

  void fail(Exception cause) {
    List<CompletableFuture<Leadership>> failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(led -> led.completeExceptionally(cause));
  }
}
