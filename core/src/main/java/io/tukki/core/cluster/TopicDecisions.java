package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterEvent.PartitionsAdded;
import io.tukki.core.cluster.ClusterEvent.ReplicationFactorChangeStarted;
import io.tukki.core.cluster.ClusterEvent.TopicConfigAltered;
import io.tukki.core.cluster.ClusterEvent.TopicCreated;
import io.tukki.core.cluster.ClusterEvent.TopicDeleted;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.InvalidPartitionCount;
import io.tukki.core.result.Refusal.InvalidReplicationFactor;
import io.tukki.core.result.Refusal.InvalidTopicName;
import io.tukki.core.result.Refusal.MoveUnderWay;
import io.tukki.core.result.Refusal.NotReady;
import io.tukki.core.result.Refusal.TopicExists;
import io.tukki.core.result.Refusal.UnknownTopic;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the controller decides about topics. Each answers with the topic as it will be, or was where
 * it is deleted.
 */
public record TopicDecisions(ClusterImage image, ClusterRules rules) {

  /**
   * @param id one that no topic ever had; a random one
   */
  public Decision<TopicImage> create(TopicSpec spec, TopicId id) {
    int partitions = spec.partitions().orElse(rules.defaultPartitions());
    int replicationFactor = spec.replicationFactor().orElseGet(this::defaultReplicationFactor);
    Optional<Refusal> wrong =
        checkNew(spec.name())
            .or(() -> checkCount(partitions, partitions))
            .or(() -> checkReplicationFactor(replicationFactor));
    if (wrong.isPresent()) {
      return Decision.refuse(wrong.get());
    }
    return switch (TopicConfig.of(spec.configs())) {
      case Result.Refused<TopicConfig>(var refusal) -> Decision.refuse(refusal);
      case Result.Ok<TopicConfig>(var config) ->
          created(spec.name(), id, partitions, replicationFactor, config);
    };
  }

  private Decision<TopicImage> created(
      String name, TopicId id, int partitions, int replicationFactor, TopicConfig config) {
    List<ClusterEvent> events = new ArrayList<>(placementOf(replicationFactor));
    List<ShardId> shards =
        ShardDealer.deal(image.applyAll(events), replicationFactor, List.of(), partitions);
    events.add(new TopicCreated(id, name, replicationFactor, shards, config.overrides()));
    return Decision.of(events, new TopicImage(name, id, replicationFactor, shards, config));
  }

  /** The shards of a replication factor get their places when its first topic comes. */
  private List<ClusterEvent> placementOf(int replicationFactor) {
    if (!image.replicas(new ShardId(replicationFactor, 0)).isEmpty()) {
      return List.of();
    }
    return ShardPlacement.place(replicationFactor, image.shardsPerReplicationFactor(), holders());
  }

  private List<NodeImage> holders() {
    return image.nodes().values().stream().filter(node -> image.duty(node.id()).holds()).toList();
  }

  /** As many as the rules say, or as there are nodes where those are fewer. */
  private int defaultReplicationFactor() {
    return Math.max(1, Math.min(rules.defaultReplicationFactor(), holders().size()));
  }

  /**
   * The partitions are dealt to shards of the new factor and go there once the voters of their logs
   * have followed; answers the topic as it still is.
   */
  public Decision<TopicImage> changeReplicationFactor(String name, int replicationFactor) {
    return ofTopic(
        name,
        topic ->
            checkReplicationFactor(replicationFactor)
                .or(() -> checkSettled(topic))
                .<Decision<TopicImage>>map(Decision::refuse)
                .orElseGet(() -> changeReplicationFactor(topic, replicationFactor)));
  }

  private Decision<TopicImage> changeReplicationFactor(TopicImage topic, int replicationFactor) {
    if (topic.replicationFactor() == replicationFactor) {
      return Decision.of(List.of(), topic);
    }
    List<ClusterEvent> events = new ArrayList<>(placementOf(replicationFactor));
    List<ShardId> shards =
        ShardDealer.deal(
            image.applyAll(events), replicationFactor, List.of(), topic.partitionCount());
    Optional<ShardMove> moving =
        Stream.concat(shards.stream(), topic.shards().stream())
            .flatMap(shard -> image.move(shard).stream())
            .findFirst();
    if (moving.isPresent()) {
      return Decision.refuse(
          new MoveUnderWay(
              "Topic '%s' has to do with shard %s, which is moving; try again when it has arrived."
                  .formatted(topic.name(), moving.get().shard())));
    }
    events.add(new ReplicationFactorChangeStarted(topic.id(), replicationFactor, shards));
    return Decision.of(events, topic);
  }

  private Optional<Refusal> checkSettled(TopicImage topic) {
    return Optional.ofNullable(image.factorChanges().get(topic.id()))
        .map(
            change ->
                new MoveUnderWay(
                    "Topic '%s' is on its way to replication factor %d already."
                        .formatted(topic.name(), change.replicationFactor())));
  }

  public Decision<TopicImage> addPartitions(String name, int total) {
    return ofTopic(name, topic -> addPartitions(topic, total));
  }

  private Decision<TopicImage> addPartitions(TopicImage topic, int total) {
    int added = total - topic.partitionCount();
    if (added <= 0) {
      return Decision.refuse(
          new InvalidPartitionCount(
              "Topic '%s' has %d partitions; they can only become more, not %d."
                  .formatted(topic.name(), topic.partitionCount(), total)));
    }
    Optional<Refusal> wrong = checkCount(total, added).or(() -> checkSettled(topic));
    if (wrong.isPresent()) {
      return Decision.refuse(wrong.get());
    }
    List<ShardId> shards =
        ShardDealer.deal(image, topic.replicationFactor(), topic.shards(), added);
    return changed(topic, new PartitionsAdded(topic.id(), shards));
  }

  /** Sets values, or unsets them where empty; all or nothing. */
  public Decision<TopicImage> alterConfigs(String name, Map<String, Optional<String>> changes) {
    return ofTopic(
        name,
        topic ->
            switch (topic.config().with(changes)) {
              case Result.Refused<TopicConfig>(var refusal) -> Decision.refuse(refusal);
              case Result.Ok<TopicConfig>(var config) when config.equals(topic.config()) ->
                  Decision.of(List.of(), topic);
              case Result.Ok<TopicConfig>(var config) ->
                  changed(topic, new TopicConfigAltered(topic.id(), config.overrides()));
            });
  }

  public Decision<TopicImage> delete(String name) {
    return ofTopic(name, topic -> Decision.of(List.of(new TopicDeleted(topic.id())), topic));
  }

  private Decision<TopicImage> ofTopic(
      String name, Function<TopicImage, Decision<TopicImage>> decide) {
    return image.topic(name).map(decide).orElseGet(() -> Decision.refuse(new UnknownTopic(name)));
  }

  private Decision<TopicImage> changed(TopicImage topic, ClusterEvent event) {
    return Decision.of(List.of(event), image.apply(event).topic(topic.id()).orElseThrow());
  }

  private Optional<Refusal> checkNew(String name) {
    return TopicName.check(name)
        .or(() -> image.topic(name).map(topic -> new TopicExists(name)))
        .or(() -> image.topicCollidingWith(name).map(other -> collision(name, other)));
  }

  private static Refusal collision(String name, TopicImage other) {
    return new InvalidTopicName(
        "Topic '%s' would be mistaken for topic '%s': names must differ in more than '.' and '_'."
            .formatted(name, other.name()));
  }

  private Optional<Refusal> checkCount(int total, int added) {
    if (total < 1) {
      return Optional.of(
          new InvalidPartitionCount(
              "A topic has at least 1 partition; %d were asked for.".formatted(total)));
    }
    if (added > rules.maxPartitionsPerRequest()) {
      return Optional.of(
          new InvalidPartitionCount(
              "One request can make %d partitions (max-partitions-per-request), not %d."
                  .formatted(rules.maxPartitionsPerRequest(), added)));
    }
    if (image.partitionCount() + (long) added > rules.maxPartitionsPerCluster()) {
      return Optional.of(
          new InvalidPartitionCount(
              "The cluster has %d partitions of at most %d (max-partitions-per-cluster): %d more"
                      .formatted(image.partitionCount(), rules.maxPartitionsPerCluster(), added)
                  + " do not fit."));
    }
    return Optional.empty();
  }

  private Optional<Refusal> checkReplicationFactor(int replicationFactor) {
    if (replicationFactor < 1) {
      return Optional.of(
          new InvalidReplicationFactor(
              "A partition has at least 1 replica; %d were asked for."
                  .formatted(replicationFactor)));
    }
    int nodes = holders().size();
    if (!image.isFormed() || nodes == 0) {
      return Optional.of(new NotReady("No node has registered with the controller yet."));
    }
    return replicationFactor <= nodes
        ? Optional.empty()
        : Optional.of(
            new InvalidReplicationFactor(
                "Replication factor %d needs as many nodes; the cluster has %d that may hold replicas."
                    .formatted(replicationFactor, nodes)));
  }
}
