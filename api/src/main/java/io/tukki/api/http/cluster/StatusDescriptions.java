package io.tukki.api.http.cluster;

import io.tukki.actors.ClusterStatus;
import io.tukki.actors.UncleanElection;
import io.tukki.actors.controller.MovesReport;
import io.tukki.actors.replica.NodeReport;
import io.tukki.api.http.json.ClusterShapes.ClusterDescription;
import io.tukki.api.http.json.ClusterShapes.EndpointDescription;
import io.tukki.api.http.json.ClusterShapes.ForcedLogDescription;
import io.tukki.api.http.json.ClusterShapes.LagDescription;
import io.tukki.api.http.json.ClusterShapes.MoveDescription;
import io.tukki.api.http.json.ClusterShapes.NodeDescription;
import io.tukki.api.http.json.ClusterShapes.NodeReplicas;
import io.tukki.api.http.json.ClusterShapes.PartitionTrouble;
import io.tukki.api.http.json.ClusterShapes.ReplicationDescription;
import io.tukki.api.http.json.ClusterShapes.StrandedLog;
import io.tukki.api.http.json.ClusterShapes.UncleanElectionDescription;
import io.tukki.api.http.json.ClusterShapes.UncleanElectionNote;
import io.tukki.core.cluster.ClusterEvent;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ForcedLog;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.Relocation;
import io.tukki.core.cluster.ShardMove;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A cluster's status in the door's shapes. */
record StatusDescriptions(ClusterStatus status) {

  ClusterDescription cluster() {
    ClusterImage image = status.image();
    return new ClusterDescription(
        image.clusterId().toString(),
        image.version(),
        status.moves().flatMap(MovesReport::controller).map(NodeId::value).orElse(null),
        image.nodes().values().stream().map(this::node).toList(),
        image.topicCount(),
        image.partitionCount(),
        replication(),
        Relocation.underWay(image).stream().map(this::move).toList(),
        image.forced().stream().map(forced -> note(image, forced)).toList());
  }

  private static UncleanElectionNote note(ClusterImage image, ClusterEvent.LeadersForced forced) {
    return new UncleanElectionNote(
        forced.atMs(),
        forced.by(),
        forced.node().value(),
        forced.logs().stream().map(log -> describe(image, log)).toList());
  }

  static UncleanElectionDescription describe(ClusterImage image, UncleanElection done) {
    return new UncleanElectionDescription(
        done.node().value(),
        done.forced().stream().map(log -> describe(image, log)).toList(),
        done.failed().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(failed -> new StrandedLog(failed.getKey(), failed.getValue()))
            .toList(),
        done.recorded());
  }

  private static ForcedLogDescription describe(ClusterImage image, ForcedLog log) {
    Optional<PartitionId> partition = PartitionId.ofPersistenceId(log.log());
    return new ForcedLogDescription(
        partition.map(id -> topicName(image, id)).orElse(null),
        partition.map(PartitionId::partition).orElse(null),
        log.log(),
        log.endOffset());
  }

  private static String topicName(ClusterImage image, PartitionId partition) {
    return image
        .topic(partition.topic())
        .map(TopicImage::name)
        .orElseGet(() -> partition.topic().toString());
  }

  private NodeDescription node(NodeImage node) {
    Map<String, EndpointDescription> endpoints = new TreeMap<>();
    node.endpoints()
        .forEach((door, at) -> endpoints.put(door, new EndpointDescription(at.host(), at.port())));
    return new NodeDescription(
        node.id().value(),
        endpoints,
        node.rack().orElse(null),
        status.here().contains(node.id()) ? "present" : "away",
        status.image().duty(node.id()).name().toLowerCase(Locale.ROOT),
        report(node.id()).map(StatusDescriptions::replicas).orElse(null));
  }

  private Optional<NodeReport> report(NodeId node) {
    return status.reports().getOrDefault(node, Optional.empty());
  }

  private static NodeReplicas replicas(NodeReport report) {
    return new NodeReplicas(
        report.leads(),
        report.holds(),
        report.followers().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                follower ->
                    new LagDescription(
                        follower.getKey().value(),
                        follower.getValue().partitions(),
                        follower.getValue().behind(),
                        follower.getValue().records()))
            .toList());
  }

  private ReplicationDescription replication() {
    return new ReplicationDescription(
        status.underReplicated(),
        status.offline(),
        status.mayLackCommitted(),
        status.image().nodes().keySet().stream()
            .filter(node -> report(node).isEmpty())
            .map(NodeId::value)
            .toList(),
        status.troubles().map(this::trouble).toList());
  }

  private PartitionTrouble trouble(NodeReport.Trouble trouble) {
    return new PartitionTrouble(
        topicName(status.image(), trouble.partition()),
        trouble.partition().partition(),
        trouble.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        numbers(trouble.missing()));
  }

  private MoveDescription move(Relocation what) {
    ClusterImage image = status.image();
    Optional<MovesReport.Progress> progress =
        status.moves().stream()
            .flatMap(report -> report.moves().stream())
            .filter(move -> move.what().equals(what))
            .findFirst();
    String state = progress.isPresent() ? "copying" : "waiting";
    int done = progress.map(MovesReport.Progress::done).orElse(0);
    return switch (what) {
      case Relocation.OfShard(var shard) -> {
        Optional<ShardMove> move = image.move(shard);
        yield new MoveDescription(
            shard.toString(),
            numbers(image.replicas(shard)),
            move.map(m -> numbers(m.target())).orElse(null),
            state,
            done,
            image.partitionsIn(shard));
      }
      case Relocation.OfTopic(var id) ->
          new MoveDescription(
              "topic " + image.topic(id).map(TopicImage::name).orElseGet(id::toString),
              null,
              null,
              state,
              done,
              image.topic(id).map(TopicImage::partitionCount).orElse(0));
    };
  }

  static List<Integer> numbers(Collection<NodeId> nodes) {
    return nodes.stream().map(NodeId::value).toList();
  }
}
