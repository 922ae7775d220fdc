package io.tukki.core.log;

import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.Result;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The replicas of logs on this node, as those see them who decide where replicas lie and those who
 * watch how they fare. Logs are named by the persistence ids of the entities that write them.
 * Thread-safe; nothing blocks.
 */
public interface Replication {

  /**
   * Makes these the log's voters. To be asked on the node that leads the log. Newcomers catch up as
   * learners first; then the old and the new voters agree jointly. Completes when the change is
   * committed, however long the newcomers take to copy the log; asking again for the same voters
   * goes on where an interrupted change stopped. The log's writer loses its reign for a moment,
   * each time the configuration changes, and leads again.
   *
   * <p>Refused with {@code NotLeader} where another node leads, {@code NotReady} where a change is
   * under way or the reign ended.
   */
  CompletionStage<Result<List<ReplicaId>>> changeReplicas(
      String persistenceId, List<ReplicaId> voters);

  /**
   * An operator's decision, where a majority of the voters is lost for good: the replica on this
   * node goes on alone, and the others learn from it if they come back. Whatever was acknowledged
   * and is not here is lost. Completes when this replica leads; the log's writer may lead then.
   *
   * <p>Refused with {@code NotReady} where this node does not know who held the log, or where the
   * replica could not lead even so.
   */
  CompletionStage<Result<ForcedLead>> forceLead(String persistenceId);

  /** How the log fares here; empty where this node holds no replica that is in use. */
  Optional<ReplicaStatus> status(String persistenceId);

  /** What somebody should look at; for metrics. */
  ReplicationAlarms alarms();

  /** What was found to be damaged on this node's disk, and repaired; for metrics. */
  DamageCounts damages();

  /** All logs that are in use here. */
  Collection<ReplicaStatus> statuses();
}
