package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.membership.Introductions;
import io.tukki.actors.membership.Standing;
import io.tukki.actors.membership.admission.Admission;
import io.tukki.actors.membership.admission.Admitted;
import io.tukki.actors.membership.meeting.ClusterEntrance;
import io.tukki.clusterconfig.settings.NodeSettings;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.result.Result;
import io.tukki.persistence.log.NodeIdentity;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A data node's way into the cluster, and to knowing who it is in it.
 *
 * @param identity whose data directory it is from now on
 */
record Identification(ClusterEntrance entrance, CompletionStage<NodeIdentity> identity) {

  /**
   * @param known whose the data directory is; empty for a blank one
   */
  static Identification begin(
      ActorSystem<?> system,
      NodeSettings settings,
      Introductions introductions,
      Optional<NodeIdentity> known,
      Gathering gathering) {
    UUID directory = known.map(NodeIdentity::directoryId).orElseGet(UUID::randomUUID);
    Standing standing =
        known
            .<Standing>map(owner -> holder(owner, Optional.empty()))
            .orElseGet(() -> new Standing.Blank(new DirectoryId(directory)));
    introductions.introduceAs(standing);
    ClusterEntrance entrance = ClusterEntrance.open(system, gathering.plan(standing));
    if (gathering.isAlone()) {
      return new Identification(
          entrance,
          CompletableFuture.completedFuture(
              known.orElseGet(() -> NodeDirectory.ofNewCluster(directory))));
    }
    CompletionStage<NodeIdentity> identity =
        entrance
            .up()
            .thenCompose(
                up ->
                    known.isPresent()
                        ? CompletableFuture.completedFuture(known.get())
                        : Admission.request(
                                system,
                                introductions,
                                new Admission.Applicant(
                                    new DirectoryId(directory),
                                    NodeSettings.Role.DATA.label(),
                                    settings.cluster().expectedNodes()))
                            .thenApply(admitted -> identity(admitted, directory)));
    return new Identification(entrance, identity);
  }

  /**
   * @param replication where its replicas are reached; empty until they are
   */
  static Standing holder(NodeIdentity owner, Optional<Endpoint> replication) {
    return new Standing.Holder(
        owner.clusterId(),
        new ReplicaId(owner.nodeId(), new DirectoryId(owner.directoryId())),
        replication);
  }

  private static NodeIdentity identity(Result<Admitted> admitted, UUID directory) {
    return switch (admitted) {
      case Result.Refused<Admitted>(var refusal) ->
          throw new NodeStartException("The cluster refuses this node: " + refusal.message());
      case Result.Ok<Admitted>(var outcome) ->
          switch (outcome) {
            case Admitted.Forms() -> NodeDirectory.ofNewCluster(directory);
            case Admitted.Granted(var cluster, var node) ->
                new NodeIdentity(cluster, node, directory);
            case Admitted.StandsInTheWay() ->
                throw new StartOverException(
                    "this node knows nothing and is the oldest of a cluster that others know");
          };
    };
  }
}
