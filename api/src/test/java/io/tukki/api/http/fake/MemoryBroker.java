package io.tukki.api.http.fake;

import io.tukki.actors.Broker;
import io.tukki.actors.ClusterStatus;
import io.tukki.actors.Metadata;
import io.tukki.actors.Shards;
import io.tukki.actors.Topics;
import io.tukki.actors.UncleanElection;
import io.tukki.actors.controller.MovesReport;
import io.tukki.actors.replica.NodeReport;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.cluster.ClusterRules;
import io.tukki.core.cluster.Decision;
import io.tukki.core.cluster.ForcedLog;
import io.tukki.core.cluster.NodeDecisions;
import io.tukki.core.cluster.NodeImage;
import io.tukki.core.cluster.NodeImage.Endpoint;
import io.tukki.core.cluster.NodeRegistration;
import io.tukki.core.cluster.Relocation;
import io.tukki.core.cluster.ShardDecisions;
import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.cluster.TopicDecisions;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.cluster.TopicSpec;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** One node's broker without actors and disks. What it refuses can be told to it. */
public final class MemoryBroker implements Broker, Metadata, Topics, Shards {

  private static final ClusterRules RULES = new ClusterRules(6, 1, 1, 10_000, 20_000);

  private final MemoryPartitions partitions = new MemoryPartitions(this);
  private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();
  private volatile ClusterImage image = ClusterImage.unformed(new ClusterId(UUID.randomUUID()));
  private volatile Optional<Refusal> controllerRefusal = Optional.empty();

  /** A broker whose one node has registered. */
  public static MemoryBroker formed() {
    MemoryBroker broker = new MemoryBroker();
    NodeImage node =
        new NodeImage(
            new NodeId(0),
            new DirectoryId(UUID.randomUUID()),
            Map.of("http", new Endpoint("127.0.0.1", 8080)),
            Optional.empty());
    broker.decide(
        now -> new NodeDecisions(now, RULES).register(new NodeRegistration(now.clusterId(), node)));
    return broker;
  }

  public static MemoryBroker unformed() {
    return new MemoryBroker();
  }

  /** The controller answers with this from now on. */
  public void refuseChanges(Refusal refusal) {
    controllerRefusal = Optional.of(refusal);
  }

  @Override
  public MemoryPartitions partitions() {
    return partitions;
  }

  @Override
  public Metadata metadata() {
    return this;
  }

  @Override
  public Topics topics() {
    return this;
  }

  @Override
  public Shards shards() {
    return this;
  }

  /** Another node, which does not answer when it is asked how it fares. */
  public void join(int number) {
    NodeImage node =
        new NodeImage(
            new NodeId(number),
            new DirectoryId(UUID.randomUUID()),
            Map.of(),
            Optional.of("rack-" + number));
    decide(
        now -> new NodeDecisions(now, RULES).register(new NodeRegistration(now.clusterId(), node)));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> move(
      ShardId shard, List<NodeId> replicas, boolean instead) {
    return place(now -> new ShardDecisions(now, Set.of()).move(shard, replicas, instead));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> balance(boolean leadersOnly) {
    return place(
        now ->
            leadersOnly
                ? new ShardDecisions(now, Set.of()).balanceLeaders()
                : new ShardDecisions(now, Set.of()).balance());
  }

  @Override
  public CompletionStage<Result<ShardPlan>> drain(NodeId node, boolean replicasToo) {
    return place(now -> new NodeDecisions(now, RULES).drain(node, replicasToo, Set.of()));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> resume(NodeId node) {
    return place(now -> new NodeDecisions(now, RULES).resume(node));
  }

  @Override
  public CompletionStage<Result<ShardPlan>> decommission(NodeId node) {
    return place(now -> new NodeDecisions(now, RULES).decommission(node, Set.of(), Set.of()));
  }

  /** Whatever is lost, one log of the first node goes on at offset 7. */
  @Override
  public CompletionStage<Result<UncleanElection>> electUnclean(Set<NodeId> lost, String by) {
    NodeId self = new NodeId(0);
    List<ForcedLog> forced = List.of(new ForcedLog("controller", 2, 7));
    decide(now -> new ShardDecisions(now, Set.of()).recordForced(self, by, 1_000, forced));
    return CompletableFuture.completedStage(
        Result.ok(new UncleanElection(self, forced, Map.of(), true)));
  }

  private CompletionStage<Result<ShardPlan>> place(
      Function<ClusterImage, Decision<ShardPlan>> decision) {
    return CompletableFuture.completedStage(decide(decision));
  }

  /** The first node leads everything and follows nothing; the others say nothing. */
  @Override
  public CompletionStage<ClusterStatus> status() {
    NodeId self = new NodeId(0);
    Map<NodeId, Optional<NodeReport>> reports = new HashMap<>();
    image.nodes().keySet().forEach(node -> reports.put(node, Optional.empty()));
    PartitionId troubled = new PartitionId(new TopicId(new UUID(4, 4)), 2);
    reports.put(
        self,
        Optional.of(
            new NodeReport(
                self,
                3,
                5,
                1,
                0,
                1,
                Map.of(new NodeId(1), new NodeReport.Lag(3, 1, 120, 120)),
                List.of(
                    new NodeReport.Trouble(
                        troubled, NodeReport.Kind.UNDER_REPLICATED, List.of(new NodeId(1))),
                    new NodeReport.Trouble(
                        troubled, NodeReport.Kind.COMMITTED_MAY_BE_LOST, List.of())))));
    return CompletableFuture.completedStage(
        new ClusterStatus(
            image,
            Set.of(self),
            reports,
            Optional.of(
                new MovesReport(
                    Optional.of(self),
                    image.moves().stream()
                        .<MovesReport.Progress>map(
                            move ->
                                new MovesReport.Progress(
                                    new Relocation.OfShard(move.shard()), 1, 2))
                        .toList()))));
  }

  @Override
  public ClusterImage image() {
    return image;
  }

  @Override
  public CompletionStage<ClusterImage> atLeast(long version) {
    return CompletableFuture.completedStage(image);
  }

  @Override
  public Subscription subscribe(Consumer<ClusterImage> listener) {
    listeners.add(listener);
    listener.accept(image);
    return () -> listeners.remove(listener);
  }

  private synchronized <T> Result<T> decide(Function<ClusterImage, Decision<T>> decision) {
    if (controllerRefusal.isPresent()) {
      return Result.refused(controllerRefusal.get());
    }
    Decision<T> decided = decision.apply(image);
    image = image.applyAll(decided.events());
    listeners.forEach(listener -> listener.accept(image));
    return decided.result();
  }

  private CompletionStage<Result<TopicImage>> change(
      boolean validateOnly, Function<TopicDecisions, Decision<TopicImage>> decision) {
    return CompletableFuture.completedStage(
        decide(
            now -> {
              Decision<TopicImage> decided = decision.apply(new TopicDecisions(now, RULES));
              return validateOnly ? decided.withoutEffect() : decided;
            }));
  }

  @Override
  public CompletionStage<Result<TopicImage>> create(Create request) {
    TopicSpec spec =
        new TopicSpec(
            request.name(), request.partitions(), request.replicationFactor(), request.configs());
    return change(
        request.validateOnly(), topics -> topics.create(spec, new TopicId(UUID.randomUUID())));
  }

  @Override
  public CompletionStage<Result<TopicImage>> addPartitions(
      String topic, int total, boolean validateOnly) {
    return change(validateOnly, topics -> topics.addPartitions(topic, total));
  }

  @Override
  public CompletionStage<Result<TopicImage>> alterConfigs(
      String topic, Map<String, Optional<String>> changes, boolean validateOnly) {
    return change(validateOnly, topics -> topics.alterConfigs(topic, changes));
  }

  @Override
  public CompletionStage<Result<TopicImage>> changeReplicationFactor(
      String topic, int replicationFactor, boolean validateOnly) {
    return change(validateOnly, topics -> topics.changeReplicationFactor(topic, replicationFactor));
  }

  @Override
  public CompletionStage<Result<TopicImage>> delete(String topic) {
    return change(false, topics -> topics.delete(topic));
  }
}
