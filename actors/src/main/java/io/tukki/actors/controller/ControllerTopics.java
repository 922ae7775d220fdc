package io.tukki.actors.controller;

import io.tukki.actors.Topics;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.cluster.TopicSpec;
import io.tukki.core.result.Result;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Changes to topics, as the controller makes them. Thread-safe. */
public final class ControllerTopics implements Topics {

  private final ControllerRequests requests;

  public ControllerTopics(ControllerRequests requests) {
    this.requests = requests;
  }

  @Override
  public CompletionStage<Result<TopicImage>> create(Create request) {
    TopicSpec spec =
        new TopicSpec(
            request.name(), request.partitions(), request.replicationFactor(), request.configs());
    return requests.<TopicImage, TopicAnswer>ask(
        replyTo -> new ControllerCommand.CreateTopic(spec, request.validateOnly(), replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> addPartitions(
      String topic, int total, boolean validateOnly) {
    return requests.<TopicImage, TopicAnswer>ask(
        replyTo -> new ControllerCommand.AddPartitions(topic, total, validateOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> alterConfigs(
      String topic, Map<String, Optional<String>> changes, boolean validateOnly) {
    return requests.<TopicImage, TopicAnswer>ask(
        replyTo -> new ControllerCommand.AlterTopicConfigs(topic, changes, validateOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> changeReplicationFactor(
      String topic, int replicationFactor, boolean validateOnly) {
    return requests.<TopicImage, TopicAnswer>ask(
        replyTo ->
            new ControllerCommand.ChangeReplicationFactor(
                topic, replicationFactor, validateOnly, replyTo));
  }

  @Override
  public CompletionStage<Result<TopicImage>> delete(String topic) {
    return requests.<TopicImage, TopicAnswer>ask(
        replyTo -> new ControllerCommand.DeleteTopic(topic, replyTo));
  }
}
