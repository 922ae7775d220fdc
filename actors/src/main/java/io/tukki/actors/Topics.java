package io.tukki.actors;

import io.tukki.core.cluster.TopicImage;
import io.tukki.core.result.Result;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * Changes to topics. Each is durable when it is answered, and the image of the node that was asked
 * holds it by then. Listing and describing read {@link Metadata#image()}.
 */
public interface Topics {

  /** Partitions and replication factor default to the cluster's settings. */
  record Create(
      String name,
      OptionalInt partitions,
      OptionalInt replicationFactor,
      Map<String, String> configs,
      boolean validateOnly) {}

  CompletionStage<Result<TopicImage>> create(Create request);

  /** Adds partitions until there are {@code total}; never takes any away. */
  CompletionStage<Result<TopicImage>> addPartitions(String topic, int total, boolean validateOnly);

  /**
   * Has that many nodes hold the topic. Answers with the topic as it still is; it gets there once
   * its logs have been copied.
   */
  CompletionStage<Result<TopicImage>> changeReplicationFactor(
      String topic, int replicationFactor, boolean validateOnly);

  /** Sets configuration values, or unsets them where empty; all or nothing. */
  CompletionStage<Result<TopicImage>> alterConfigs(
      String topic, Map<String, Optional<String>> changes, boolean validateOnly);

  /** The topic is gone when this is answered; its files follow. Answers what was deleted. */
  CompletionStage<Result<TopicImage>> delete(String topic);
}
