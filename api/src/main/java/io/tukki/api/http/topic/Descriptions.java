package io.tukki.api.http.topic;

import io.tukki.actors.Partitions.Bounds;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Shapes.ConfigSource;
import io.tukki.api.http.json.Shapes.ConfigValue;
import io.tukki.api.http.json.Shapes.PartitionBounds;
import io.tukki.api.http.json.Shapes.PartitionDescription;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.json.Shapes.TopicDescription;
import io.tukki.api.http.problem.Refusals;
import io.tukki.core.cluster.ConfigDefinition;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.cluster.TopicConfigs;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.result.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Puts together what is known of a topic: from the image, and from its partitions' leaders. */
final class Descriptions {

  /** Each question may wake an idle partition; thousands at once would crowd out the producers. */
  private static final int QUESTIONS_AT_A_TIME = 16;

  private final Backend backend;

  Descriptions(Backend backend) {
    this.backend = backend;
  }

  CompletionStage<TopicDescription> describe(TopicImage topic, boolean withBounds) {
    CompletionStage<List<PartitionDescription>> partitions =
        withBounds
            ? Source.range(0, topic.partitionCount() - 1)
                .mapAsync(QUESTIONS_AT_A_TIME, partition -> describe(topic, partition))
                .runWith(Sink.seq(), backend.materializer())
            : CompletableFuture.completedStage(
                IntStream.range(0, topic.partitionCount())
                    .mapToObj(partition -> unasked(topic, partition))
                    .toList());
    return partitions.thenApply(
        all ->
            new TopicDescription(
                topic.name(),
                topic.id().toString(),
                topic.replicationFactor(),
                configs(topic.config()),
                all));
  }

  CompletionStage<PartitionDescription> describe(TopicImage topic, int partition) {
    PartitionDescription known = unasked(topic, partition);
    return backend
        .broker()
        .partitions()
        .bounds(topic.partition(partition))
        .thenApply(
            asked ->
                switch (asked) {
                  case Result.Ok<Bounds>(var bounds) ->
                      new PartitionDescription(partition, known.replicas(), shape(bounds), null);
                  case Result.Refused<Bounds>(var refusal) ->
                      new PartitionDescription(
                          partition,
                          known.replicas(),
                          null,
                          ProblemBody.of(Refusals.toProblem(refusal)));
                });
  }

  private PartitionDescription unasked(TopicImage topic, int partition) {
    List<Integer> replicas =
        backend.broker().metadata().image().replicas(topic.shards().get(partition)).stream()
            .map(NodeId::value)
            .toList();
    return new PartitionDescription(partition, replicas, null, null);
  }

  private static PartitionBounds shape(Bounds bounds) {
    return new PartitionBounds(
        bounds.logStartOffset(),
        bounds.highWatermark(),
        bounds.logEndOffset(),
        bounds.leaderEpoch().value(),
        bounds.sizeBytes());
  }

  private static Map<String, ConfigValue> configs(TopicConfig config) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    for (ConfigDefinition<?> definition : TopicConfigs.ALL) {
      String set = config.overrides().get(definition.name());
      values.put(
          definition.name(),
          set == null
              ? new ConfigValue(definition.defaultValue(), ConfigSource.byDefault)
              : new ConfigValue(set, ConfigSource.topic));
    }
    return values;
  }
}
