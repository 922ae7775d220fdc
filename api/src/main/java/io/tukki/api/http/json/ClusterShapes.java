package io.tukki.api.http.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the cluster and its shards look like in JSON; see {@link Shapes} for the conventions. */
public final class ClusterShapes {

  private ClusterShapes() {}

  @Doc("An address at which clients reach a door of a node.")
  public record EndpointDescription(String host, int port) {}

  @Doc("How far a follower is behind the leaders on one node.")
  public record LagDescription(
      @Doc("The follower.") int node,
      @Doc("How many partitions it follows.") int partitions,
      @Doc("In how many of them it lacks records.") int behind,
      @Doc("Records that it lacks, in all of them together.") long records) {}

  @Doc("How the replicas on a node fare. Partitions that sleep are not counted.")
  public record NodeReplicas(
      @Doc("Partitions that are led here.") int leads,
      @Doc("Partitions whose logs are in use here.") int holds,
      List<LagDescription> followers) {}

  @Doc("A node that has registered with the cluster.")
  public record NodeDescription(
      int id,
      @Doc("By the door's name: http, kafka.") Map<String, EndpointDescription> endpoints,
      @Nullable String rack,
      @Doc("'present' or 'away'") String state,
      @Doc("'full'; 'follow': leads only what nobody else can; 'nothing' or 'leave': is emptied.")
          String duty,
      @Doc("Absent where the node did not say in time.") @Nullable NodeReplicas replicas) {}

  @Doc("A partition that is not as it should be.")
  public record PartitionTrouble(
      @Doc("Its topic's name, or id where that is unknown.") String topic,
      int partition,
      @Doc("'under-replicated', 'leaderless' or 'committed-may-be-lost'") String trouble,
      @Doc("Nodes that should follow and do not.") List<Integer> missing) {}

  @Doc("How replication fares as a whole, as far as nodes have answered.")
  public record ReplicationDescription(
      @Doc("Partitions of which a replica is missing or does not follow.")
          int underReplicatedPartitions,
      @Doc("Partitions of which so few replicas are here that nothing can be written.")
          int offlinePartitions,
      @Doc(
              "Partitions that went on from the best of too few replicas that could be trusted:"
                  + " what was acknowledged may be missing. Each node says it until it is started"
                  + " again.")
          int committedMayBeLost,
      @Doc("Nodes that did not answer in time; what only they know is missing here.")
          List<Integer> unknown,
      @Doc("The first of those that nodes reported.") List<PartitionTrouble> troubles) {}

  @Doc("Something that lies elsewhere in the end.")
  public record MoveDescription(
      @Doc("The shard, or 'topic ' and its name where that changes its replication factor.")
          String what,
      @Doc("Nodes, the preferred leader first; absent for a topic.") @Nullable List<Integer> from,
      @Doc("Nodes, the preferred leader first; absent for a topic.") @Nullable List<Integer> to,
      @Doc("'waiting' or 'copying'") String state,
      @Doc("Partitions that have arrived, in this of at most three steps.") int done,
      int partitions) {}

  @Doc("The cluster as the node that answers knows it.")
  public record ClusterDescription(
      String clusterId,
      @Doc("Grows with every change of the metadata.") long version,
      @Doc("The node that the controller runs on; absent where that is not known.")
          @Nullable Integer controller,
      List<NodeDescription> nodes,
      int topics,
      @Doc("Of all topics together.") int partitions,
      ReplicationDescription replication,
      List<MoveDescription> moves,
      @Doc("The last of what operators forced, oldest first.")
          List<UncleanElectionNote> uncleanElections) {}

  @Doc("What an operator forced on a node because too many others were lost for good.")
  public record UncleanElectionNote(
      @Doc("Milliseconds since 1970, UTC.") long timestamp,
      @Doc("Who decided it, as was said then.") String by,
      @Doc("The node whose replicas go on.") int node,
      List<ForcedLogDescription> logs) {}

  @Doc("A log that goes on without the majority of its replicas.")
  public record ForcedLogDescription(
      @Doc("Its topic's name, or id where that is unknown; absent for a log of the cluster's own.")
          @Nullable String topic,
      @Doc("Absent for a log of the cluster's own.") @Nullable Integer partition,
      @Doc("Its name on the node's disk and in its messages.") String log,
      @Doc("Where it goes on: what was acknowledged at this offset or beyond is lost.")
          long endOffset) {}

  @Doc("Nodes that will not come back, and what is given up with them.")
  public record ElectUnclean(
      @Doc("The nodes that are lost for good, by number.") List<Integer> lost,
      @Doc("Must be true: records that only lost nodes held are lost, acknowledged or not.")
          @Nullable Boolean acceptDataLoss,
      @Doc("Who decides this, for the record.") @Nullable String by) {}

  @Doc("A log that could not be made to go on.")
  public record StrandedLog(String log, String reason) {}

  @Doc("What was forced.")
  public record UncleanElectionDescription(
      @Doc("The node whose replicas go on.") int node,
      List<ForcedLogDescription> logs,
      List<StrandedLog> failed,
      @Doc("Whether the controller has recorded it; if not, try again once it answers.")
          boolean recorded) {}

  @Doc("A shard: partitions that share their nodes.")
  public record ShardDescription(
      String shard,
      @Doc("Nodes, the preferred leader first.") List<Integer> replicas,
      int partitions,
      @Doc("Where it goes, if it does.") @Nullable List<Integer> movingTo) {}

  @Doc("All shards that have a place.")
  public record ShardList(List<ShardDescription> shards) {}

  @Doc("Where a shard is to lie.")
  public record MoveShard(
      @Doc("As many nodes as its replication factor, the preferred leader first.")
          List<Integer> replicas,
      @Doc("Whether this takes the place of a move that is under way.")
          @Nullable Boolean instead) {}

  @Doc("What a decision set going.")
  public record PlanDescription(
      @Doc("Shards that get other nodes.") List<ShardDescription> moves,
      @Doc("Shards of which only the order of nodes changes.") List<String> reordered) {}
}
