package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Broker;
import io.tukki.actors.ClusterStatus;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.Shards;
import io.tukki.actors.Topics;
import io.tukki.actors.UncleanElection;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The broker of a client, which stays the same however often the client loses the cluster and finds
 * it again. Meanwhile it refuses everything for now, so that streams try again. Thread-safe.
 */
final class ClientBroker implements Broker {

  private final ClientMetadata metadata;
  private volatile ClientLink link;

  ClientBroker(ClientLink first) {
    this.metadata = new ClientMetadata(first.broker().metadata());
    this.link = first;
    use(first);
  }

  void use(ClientLink next) {
    link = next;
    metadata.follow(next.broker().metadata());
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Topics topics() {
    return new ClientTopics();
  }

  @Override
  public Partitions partitions() {
    return new ClientPartitions();
  }

  @Override
  public Shards shards() {
    return new ClientShards();
  }

  private <T> CompletionStage<Result<T>> ask(Function<Broker, CompletionStage<Result<T>>> request) {
    return link.ask(request, nobodyWaits -> {});
  }

  private final class ClientTopics implements Topics {

    @Override
    public CompletionStage<Result<TopicImage>> create(Create request) {
      return ask(broker -> broker.topics().create(request));
    }

    @Override
    public CompletionStage<Result<TopicImage>> addPartitions(
        String topic, int total, boolean validateOnly) {
      return ask(broker -> broker.topics().addPartitions(topic, total, validateOnly));
    }

    @Override
    public CompletionStage<Result<TopicImage>> changeReplicationFactor(
        String topic, int replicationFactor, boolean validateOnly) {
      return ask(
          broker ->
              broker.topics().changeReplicationFactor(topic, replicationFactor, validateOnly));
    }

    @Override
    public CompletionStage<Result<TopicImage>> alterConfigs(
        String topic, Map<String, Optional<String>> changes, boolean validateOnly) {
      return ask(broker -> broker.topics().alterConfigs(topic, changes, validateOnly));
    }

    @Override
    public CompletionStage<Result<TopicImage>> delete(String topic) {
      return ask(broker -> broker.topics().delete(topic));
    }
  }

  private final class ClientPartitions implements Partitions {

    @Override
    public CompletionStage<Result<AppendResult>> append(Append request) {
      return ask(broker -> broker.partitions().append(request));
    }

    @Override
    public CompletionStage<Result<Fetched>> fetch(Fetch request) {
      return link.ask(
          broker -> broker.partitions().fetch(request), fetched -> fetched.slice().close());
    }

    @Override
    public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
      return ask(broker -> broker.partitions().lookup(partition, spec));
    }

    @Override
    public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
      return ask(broker -> broker.partitions().bounds(partition));
    }

    @Override
    public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
      return ask(broker -> broker.partitions().deleteRecords(partition, beforeOffset));
    }
  }

  private final class ClientShards implements Shards {

    @Override
    public CompletionStage<Result<ShardPlan>> move(
        ShardId shard, List<NodeId> replicas, boolean instead) {
      return ask(broker -> broker.shards().move(shard, replicas, instead));
    }

    @Override
    public CompletionStage<Result<ShardPlan>> balance(boolean leadersOnly) {
      return ask(broker -> broker.shards().balance(leadersOnly));
    }

    @Override
    public CompletionStage<Result<ShardPlan>> drain(NodeId node, boolean replicasToo) {
      return ask(broker -> broker.shards().drain(node, replicasToo));
    }

    @Override
    public CompletionStage<Result<ShardPlan>> resume(NodeId node) {
      return ask(broker -> broker.shards().resume(node));
    }

    @Override
    public CompletionStage<Result<ShardPlan>> decommission(NodeId node) {
      return ask(broker -> broker.shards().decommission(node));
    }

    @Override
    public CompletionStage<Result<UncleanElection>> electUnclean(Set<NodeId> lost, String by) {
      return ask(broker -> broker.shards().electUnclean(lost, by));
    }

    /** Of a cluster that cannot be reached nothing is known but what was. */
    @Override
    public CompletionStage<ClusterStatus> status() {
      ClientLink now = link;
      CompletionStage<Result<ClusterStatus>> asked =
          now.ask(broker -> now.status().thenApply(Result::ok), nobodyWaits -> {});
      return asked.thenApply(
          answer ->
              switch (answer) {
                case Result.Ok<ClusterStatus>(var status) -> status;
                case Result.Refused<ClusterStatus> away ->
                    new ClusterStatus(metadata.image(), Set.of(), Map.of(), Optional.empty());
              });
    }
  }
}
