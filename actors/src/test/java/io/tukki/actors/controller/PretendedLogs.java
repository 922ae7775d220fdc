package io.tukki.actors.controller;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.DamageCounts;
import io.tukki.core.log.ForcedLead;
import io.tukki.core.log.ReplicaStatus;
import io.tukki.core.log.ReplicaStatus.Bounds;
import io.tukki.core.log.ReplicaStatus.Follower;
import io.tukki.core.log.Replication;
import io.tukki.core.log.ReplicationAlarms;
import io.tukki.core.result.Refusal.NotLeader;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The voters and leaders of logs of a whole cluster, without the logs: what the test has happen
 * when voters are changed. Thread-safe.
 */
final class PretendedLogs {

  record Held(List<ReplicaId> voters, ReplicaId leader) {}

  private record Waiting(Runnable change) {}

  private final Map<String, Held> logs = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean copying = true;
  private int changes;

  /** Somebody leads the log from now on; it is made with these voters where there is none. */
  synchronized void lead(PartitionId partition, List<ReplicaId> voters, ReplicaId leader) {
    lead(partition.persistenceId(), voters, leader);
  }

  synchronized void lead(String persistenceId, List<ReplicaId> voters, ReplicaId leader) {
    Held known = logs.get(persistenceId);
    logs.put(persistenceId, new Held(known == null ? voters : known.voters(), leader));
  }

  synchronized Optional<Held> held(PartitionId partition) {
    return Optional.ofNullable(logs.get(partition.persistenceId()));
  }

  synchronized List<NodeId> voters(String persistenceId) {
    Held held = logs.get(persistenceId);
    return held == null ? List.of() : held.voters().stream().map(ReplicaId::node).toList();
  }

  /** How often voters were changed. */
  synchronized int changes() {
    return changes;
  }

  /** Changes take until it is allowed again. */
  synchronized void stopCopying() {
    copying = false;
  }

  void goOnCopying() {
    List<Waiting> all;
    synchronized (this) {
      copying = true;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(one -> one.change().run());
  }

  Replication on(ReplicaId self) {
    return new OnNode(self);
  }

  private final class OnNode implements Replication {
    private final ReplicaId self;

    private OnNode(ReplicaId self) {
      this.self = self;
    }

    @Override
    public DamageCounts damages() {
      return new DamageCounts(0, 0, 0);
    }

    @Override
    public ReplicationAlarms alarms() {
      return new ReplicationAlarms(0, 0, 0, 0);
    }

    @Override
    public CompletionStage<Result<ForcedLead>> forceLead(String persistenceId) {
      throw new UnsupportedOperationException("nobody is forced to lead here");
    }

    @Override
    public CompletionStage<Result<List<ReplicaId>>> changeReplicas(
        String persistenceId, List<ReplicaId> voters) {
      CompletableFuture<Result<List<ReplicaId>>> done = new CompletableFuture<>();
      Runnable change = () -> done.complete(change(persistenceId, voters));
      synchronized (PretendedLogs.this) {
        if (!copying) {
          waiting.add(new Waiting(change));
          return done;
        }
      }
      change.run();
      return done;
    }

    private Result<List<ReplicaId>> change(String persistenceId, List<ReplicaId> voters) {
      synchronized (PretendedLogs.this) {
        Held held = logs.get(persistenceId);
        if (held == null || !held.leader().equals(self)) {
          return Result.refused(new NotLeader("another leads " + persistenceId));
        }
        logs.put(persistenceId, new Held(voters, self));
        changes += held.voters().equals(voters) ? 0 : 1;
        return Result.ok(voters);
      }
    }

    @Override
    public Optional<ReplicaStatus> status(String persistenceId) {
      synchronized (PretendedLogs.this) {
        return Optional.ofNullable(logs.get(persistenceId))
            .map(held -> statusOf(persistenceId, held));
      }
    }

    @Override
    public Collection<ReplicaStatus> statuses() {
      synchronized (PretendedLogs.this) {
        return logs.entrySet().stream()
            .map(entry -> statusOf(entry.getKey(), entry.getValue()))
            .toList();
      }
    }

    private ReplicaStatus statusOf(String persistenceId, Held held) {
      return new ReplicaStatus(
          persistenceId,
          Optional.of(held.leader()),
          new LeaderEpoch(1),
          new Bounds(0, 100, 100),
          held.voters(),
          List.of(),
          held.leader().equals(self)
              ? held.voters().stream()
                  .filter(voter -> !voter.equals(self))
                  .map(voter -> new Follower(voter, 100, true))
                  .toList()
              : List.of(),
          List.of(),
          false);
    }
  }
}
