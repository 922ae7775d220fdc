package io.tukki.persistence.replication;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.Input;
import io.tukki.persistence.replication.replica.Office;
import io.tukki.persistence.replication.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a log's voters to what was asked for: newcomers learn first, then the voters change. Goes
 * by what the log says and never by how far it thinks it is, so that a change may be asked for
 * again and by another leader. Used from the log's lane.
 */
final class ReplicaChanges {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaChanges.class);

  private final String log;
  private final ReplicaDriver driver;

  private List<ReplicaId> target = List.of();
  private boolean asked;
  private final List<CompletableFuture<Result<List<ReplicaId>>>> waiting = new ArrayList<>();

  /** Who waits until this replica leads alone. */
  private final List<Forcing> forcing = new ArrayList<>();

  /**
   * @param endOffset where the replica ended when it was asked
   */
  private record Forcing(long endOffset, CompletableFuture<Result<ForcedLead>> done) {}

  ReplicaChanges(String log, ReplicaDriver driver) {
    this.log = log;
    this.driver = driver;
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  CompletionStage<Result<List<ReplicaId>>> request(List<ReplicaId> voters) {
    List<ReplicaId> asked = voters.stream().sorted().distinct().toList();
    if (asked.isEmpty()) {
      return refusedStage(new Refusal.InvalidRequest("A log needs a replica."));
    }
    if (!(driver.office() instanceof Office.Leader)) {
      return refusedStage(new Refusal.NotLeader(driver.whoLeads()));
    }
    if (!waiting.isEmpty() && !target.equals(asked)) {
      return refusedStage(
          new Refusal.NotReady(
              "The replicas of log '%s' are being changed to others already.".formatted(log)));
    }
    CompletableFuture<Result<List<ReplicaId>>> done = new CompletableFuture<>();
    target = asked;
    waiting.add(done);
    driver.resettle();
    return done;
  }

  private static CompletionStage<Result<List<ReplicaId>>> refusedStage(Refusal refusal) {
    return CompletableFuture.completedFuture(Result.refused(refusal));
  }

  /** An operator has this replica go on alone. */
  CompletionStage<Result<ForcedLead>> force(Replica replica) {
    Configuration now = replica.configuration();
    LOG.warn(
        "An operator makes the replica of log '{}' on this node lead alone; it ends at offset {},"
            + " and its voters were {}",
        log,
        replica.endOffset(),
        now.voters());
    if (now.voters().isEmpty()) {
      return CompletableFuture.completedFuture(
          Result.refused(
              new Refusal.NotReady("Nothing of log '%s' is known here.".formatted(log))));
    }
    CompletableFuture<Result<ForcedLead>> led = new CompletableFuture<>();
    forcing.add(new Forcing(replica.endOffset(), led));
    driver.feed(new Input.ForceLead());
    return led;
  }

  void settle(Replica replica) {
    settleForced(replica);
    if (waiting.isEmpty()) {
      return;
    }
    switch (replica.office()) {
      case Office.Leader leader -> {
        if (leader.settled()) {
          goOn(replica.configuration(), leader);
        }
      }
      // The writer leads again; the change goes on then, or the next leader is asked.
      case Office.Candidate candidate -> {}
      case Office.None none ->
          end(Result.refused(new Refusal.NotReady("The reign over the log has ended.")));
      case Office.Failed failed ->
          end(Result.refused(new Refusal.NotReady("The replica of the log has ended.")));
    }
  }

  private void settleForced(Replica replica) {
    if (forcing.isEmpty()) {
      return;
    }
    switch (replica.office()) {
      case Office.Leader leader ->
          endForced(end -> Result.ok(new ForcedLead(new LeaderEpoch(leader.epoch()), end)));
      case Office.Candidate candidate -> {}
      case Office.None none -> endForced(end -> cannotLead());
      case Office.Failed failed -> endForced(end -> cannotLead());
    }
  }

  private Result<ForcedLead> cannotLead() {
    return Result.refused(
        new Refusal.NotReady("The replica of log '%s' could not lead.".formatted(log)));
  }

  private void endForced(LongFunction<Result<ForcedLead>> result) {
    List<Forcing> ended = List.copyOf(forcing);
    forcing.clear();
    ended.forEach(led -> led.done().complete(result.apply(led.endOffset())));
  }

  private void goOn(Configuration now, Office.Leader leader) {
    List<ReplicaId> newcomers = target.stream().filter(id -> !now.isVoter(id)).toList();
    if (now.voters().equals(target) && now.learners().isEmpty()) {
      end(Result.ok(target));
    } else if (!now.learners().containsAll(newcomers)) {
      change(now.voters(), newcomers);
    } else if (newcomers.stream().allMatch(id -> isLive(leader, id))) {
      change(target, List.of());
    }
  }

  private static boolean isLive(Office.Leader leader, ReplicaId id) {
    return leader.followers().stream()
        .anyMatch(follower -> follower.id().equals(id) && follower.live());
  }

  /** Something has come from outside: what was too early may not be any more. */
  void mayAskAgain() {
    asked = false;
  }

  private void change(List<ReplicaId> voters, List<ReplicaId> learners) {
    // A refusal says that it is too early. Asked again at once it would be the same, for ever.
    if (asked) {
      return;
    }
    asked = true;
    driver.feed(new Input.ChangeRequest(driver.nextRequest(), voters, learners));
  }

  void end(Result<List<ReplicaId>> result) {
    List<CompletableFuture<Result<List<ReplicaId>>>> ended = List.copyOf(waiting);
    waiting.clear();
    ended.forEach(done -> done.complete(result));
    if (result instanceof Result.Refused<List<ReplicaId>>(Refusal why)) {
      endForced(end -> Result.refused(why));
    }
  }
}
