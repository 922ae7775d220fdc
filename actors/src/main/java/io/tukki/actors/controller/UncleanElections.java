package io.tukki.actors.controller;

import io.tukki.actors.Metadata;
import io.tukki.actors.UncleanElection;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ForcedLog;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidRequest;
import io.tukki.core.result.Refusal.UnknownNode;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Has the replicas of this node go on alone where an operator says that the majority is lost for
 * good. The controller's log first, since nothing can be recorded without it. Thread-safe.
 */
final class UncleanElections {

  /** A node may hold ten thousand logs; each of these syncs its state. */
  private static final int AT_ONCE = 64;

  /** So that no event grows beyond what a message carries. */
  private static final int LOGS_PER_EVENT = 100;

  private final ControllerRequests requests;
  private final Metadata metadata;
  private final ControllerSite site;

  UncleanElections(ControllerRequests requests, Metadata metadata, ControllerSite site) {
    this.requests = requests;
    this.metadata = metadata;
    this.site = site;
  }

  CompletionStage<Result<UncleanElection>> elect(Set<NodeId> lost, String by) {
    ClusterImage image = metadata.image();
    Optional<Refusal> wrong = check(image, lost);
    if (wrong.isPresent()) {
      return CompletableFuture.completedFuture(Result.refused(wrong.get()));
    }
    Tally tally = new Tally();
    return force(stranded(image, lost), 0, tally)
        .thenCompose(done -> record(by, tally.forced))
        .thenApply(
            recorded ->
                Result.ok(new UncleanElection(site.node(), tally.forced, tally.failed, recorded)));
  }

  /** What has come of it so far; one after the other writes. */
  private static final class Tally {
    private final List<ForcedLog> forced = new ArrayList<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    private void note(String log, Result<ForcedLead> result) {
      switch (result) {
        case Result.Ok<ForcedLead>(var lead) ->
            forced.add(new ForcedLog(log, lead.epoch().value(), lead.endOffset()));
        case Result.Refused<ForcedLead>(var refusal) -> failed.put(log, refusal.message());
      }
    }
  }

  private Optional<Refusal> check(ClusterImage image, Set<NodeId> lost) {
    Set<NodeId> here = site.agents().here();
    if (lost.isEmpty()) {
      return Optional.of(new InvalidRequest("The nodes that are lost for good must be named."));
    }
    return lost.stream()
        .flatMap(
            node ->
                here.contains(node) || node.equals(site.node())
                    ? Stream.of(
                        new InvalidRequest(
                            "Node %s is a member of the cluster now; it is not lost."
                                .formatted(node)))
                    : image.nodes().containsKey(node)
                        ? Stream.<Refusal>empty()
                        : Stream.of(new UnknownNode(node.toString())))
        .findFirst();
  }

  /** The logs of which this node holds a replica and the lost ones held too many. */
  private List<String> stranded(ClusterImage image, Set<NodeId> lost) {
    List<String> logs = new ArrayList<>();
    logs.add(Controller.PERSISTENCE_ID.id());
    image.placements().entrySet().stream()
        .filter(placed -> placed.getValue().contains(site.node()))
        .filter(placed -> isMinority(placed.getValue(), lost))
        .flatMap(placed -> image.partitionsOf(placed.getKey()))
        .forEach(partition -> logs.add(partition.persistenceId()));
    logs.removeIf(log -> goesOn(log, lost));
    return logs;
  }

  /** As far as its voters are known here: it may have been forced before, or moved. */
  private boolean goesOn(String log, Set<NodeId> lost) {
    Optional<List<NodeId>> voters =
        site.replication()
            .status(log)
            .map(ReplicaStatus::voters)
            .filter(known -> !known.isEmpty())
            .map(known -> known.stream().map(ReplicaId::node).toList());
    return voters.isPresent() && !isMinority(voters.get(), lost);
  }

  private static boolean isMinority(Collection<NodeId> replicas, Set<NodeId> lost) {
    long left = replicas.stream().filter(node -> !lost.contains(node)).count();
    return left * 2 <= replicas.size();
  }

  private CompletionStage<Void> force(List<String> logs, int from, Tally tally) {
    if (from == logs.size()) {
      return CompletableFuture.completedFuture(null);
    }
    // The controller's by itself: it recovers while the others are forced.
    int until = from == 0 ? 1 : Math.min(logs.size(), from + AT_ONCE);
    Map<String, CompletableFuture<Result<ForcedLead>>> asked = new LinkedHashMap<>();
    logs.subList(from, until)
        .forEach(log -> asked.put(log, site.replication().forceLead(log).toCompletableFuture()));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              asked.forEach((log, result) -> tally.note(log, outcome(result)));
              return until;
            })
        .thenCompose(next -> force(logs, next, tally));
  }

  private static Result<ForcedLead> outcome(CompletableFuture<Result<ForcedLead>> done) {
    return done.exceptionally(
            failure -> Result.refused(new Refusal.NotReady("It failed: " + failure.getMessage())))
        .join();
  }

  private CompletionStage<Boolean> record(String by, List<ForcedLog> forced) {
    CompletionStage<Boolean> recorded = CompletableFuture.completedFuture(true);
    for (int from = 0; from < forced.size(); from += LOGS_PER_EVENT) {
      List<ForcedLog> part =
          List.copyOf(forced.subList(from, Math.min(forced.size(), from + LOGS_PER_EVENT)));
      recorded =
          recorded.thenCompose(
              soFar ->
                  requests
                      .<ShardPlan, ShardPlanAnswer>ask(
                          replyTo ->
                              new ControllerCommand.RecordForced(site.node(), by, part, replyTo))
                      .thenApply(answer -> soFar && answer instanceof Result.Ok));
    }
    return recorded;
  }
}
