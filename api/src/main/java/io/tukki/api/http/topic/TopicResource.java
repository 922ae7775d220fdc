package io.tukki.api.http.topic;

import static io.tukki.api.http.problem.ProblemCode.INVALID_CONFIG;
import static io.tukki.api.http.problem.ProblemCode.INVALID_FIELD;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARTITION_COUNT;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REPLICATION_FACTOR;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REQUEST;
import static io.tukki.api.http.problem.ProblemCode.MALFORMED_JSON;
import static io.tukki.api.http.problem.ProblemCode.MOVE_UNDER_WAY;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.tukki.api.http.problem.ProblemCode.STORAGE_FULL;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_FIELD;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_PARTITION;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_TOPIC;
import static io.tukki.api.http.problem.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import io.tukki.actors.Topics;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Scalar;
import io.tukki.api.http.json.Shapes.AlterTopic;
import io.tukki.api.http.json.Shapes.PartitionDescription;
import io.tukki.api.http.json.Shapes.TopicDescription;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.result.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/topics/{topic}}: describing, altering, deleting one. */
public final class TopicResource {

  private static final String PATH = "/v1/topics/{topic}";

  private static final Parameter<String> TOPIC =
      Parameter.path("topic", Values.text(), "The topic's name.");

  private static final Parameter<Integer> PARTITION =
      Parameter.path("partition", Values.ints(0, Integer.MAX_VALUE), "The partition's number.");

  private static final Parameter<Boolean> BOUNDS =
      Parameter.query(
              "bounds", Values.booleans(), "Whether to ask each partition's leader what it holds.")
          .orElse("true");

  private final Backend backend;
  private final Bodies bodies;
  private final Descriptions descriptions;

  public TopicResource(Backend backend, Bodies bodies) {
    this.backend = backend;
    this.bodies = bodies;
    this.descriptions = new Descriptions(backend);
  }

  public Endpoint describing() {
    return Operation.get(PATH, "describeTopic", "Describes a topic and its partitions.")
        .takes(TOPIC, BOUNDS)
        .answers(200, "The topic.", Content.json(TopicDescription.class))
        .refuses(UNKNOWN_TOPIC, INVALID_PARAMETER)
        .handledBy(
            call ->
                descriptions
                    .describe(backend.topic(call.get(TOPIC)), call.get(BOUNDS))
                    .thenApply(description -> Answers.json(200, description)));
  }

  public Endpoint describingPartition() {
    return Operation.get(
            PATH + "/partitions/{partition}", "describePartition", "Describes a partition.")
        .takes(TOPIC, PARTITION)
        .answers(200, "The partition.", Content.json(PartitionDescription.class))
        .refuses(UNKNOWN_TOPIC, UNKNOWN_PARTITION, INVALID_PARAMETER)
        .handledBy(
            call -> {
              TopicImage topic = backend.topic(call.get(TOPIC));
              int partition = Backend.partition(topic, call.get(PARTITION)).partition();
              return descriptions
                  .describe(topic, partition)
                  .thenApply(description -> Answers.json(200, description));
            });
  }

  public Endpoint altering() {
    return Operation.patch(
            PATH, "alterTopic", "Adds partitions to a topic, sets and unsets its configuration.")
        .takes(TOPIC, TopicsResource.VALIDATE_ONLY)
        .consumes(Content.json(AlterTopic.class))
        .answers(200, "The topic as it is now.", Content.json(TopicDescription.class))
        .refuses(
            UNKNOWN_TOPIC,
            INVALID_PARTITION_COUNT,
            INVALID_REPLICATION_FACTOR,
            MOVE_UNDER_WAY,
            INVALID_CONFIG,
            INVALID_REQUEST,
            MALFORMED_JSON,
            UNKNOWN_FIELD,
            INVALID_FIELD,
            INVALID_PARAMETER,
            UNSUPPORTED_MEDIA_TYPE,
            REQUEST_TOO_LARGE)
        .refuses(NOT_READY, OVERLOADED, TIMED_OUT, STORAGE_FULL)
        .handledBy(this::alter);
  }

  public Endpoint deleting() {
    return Operation.delete(PATH, "deleteTopic", "Deletes a topic with all its records.")
        .takes(TOPIC)
        .answers(204, "It is gone.")
        .refuses(UNKNOWN_TOPIC, NOT_READY, OVERLOADED, TIMED_OUT, STORAGE_FULL)
        .handledBy(
            call ->
                topics()
                    .delete(call.get(TOPIC))
                    .thenApply(
                        deleted -> {
                          deleted.orThrow();
                          return Answers.empty(204);
                        }));
  }

  private CompletionStage<HttpResponse> alter(Call call) {
    String topic = call.get(TOPIC);
    boolean validateOnly = call.get(TopicsResource.VALIDATE_ONLY);
    call.consumed();
    return bodies.withWhole(
        call,
        body -> {
          AlterTopic wanted = Json.read(body, AlterTopic.class);
          refuseNothing(wanted);
          // Several changes are several events: all are checked before any is made.
          return change(topic, wanted, true)
              .thenCompose(
                  checked ->
                      validateOnly || checked instanceof Result.Refused<TopicImage>
                          ? CompletableFuture.completedStage(checked)
                          : change(topic, wanted, false))
              .thenCompose(altered -> descriptions.describe(altered.orThrow(), false))
              .thenApply(description -> Answers.json(200, description));
        });
  }

  private static void refuseNothing(AlterTopic wanted) {
    if (wanted.partitions() == null
        && wanted.replicationFactor() == null
        && wanted.configs() == null) {
      throw Problem.of(
              INVALID_FIELD, "Say 'partitions', 'replicationFactor' or 'configs', or several.")
          .asException();
    }
  }

  private CompletionStage<Result<TopicImage>> change(
      String topic, AlterTopic wanted, boolean validateOnly) {
    Map<String, @Nullable Scalar> configs = wanted.configs();
    Integer partitions = wanted.partitions();
    Integer factor = wanted.replicationFactor();
    List<Supplier<CompletionStage<Result<TopicImage>>>> changes = new ArrayList<>();
    if (configs != null) {
      changes.add(() -> topics().alterConfigs(topic, changes(configs), validateOnly));
    }
    if (partitions != null) {
      changes.add(() -> topics().addPartitions(topic, partitions, validateOnly));
    }
    if (factor != null) {
      changes.add(() -> topics().changeReplicationFactor(topic, factor, validateOnly));
    }
    CompletionStage<Result<TopicImage>> changed = changes.getFirst().get();
    for (Supplier<CompletionStage<Result<TopicImage>>> next : changes.subList(1, changes.size())) {
      changed =
          changed.thenCompose(
              before ->
                  before instanceof Result.Refused<TopicImage>
                      ? CompletableFuture.completedStage(before)
                      : next.get());
    }
    return changed;
  }

  private static Map<String, Optional<String>> changes(Map<String, @Nullable Scalar> configs) {
    Map<String, Optional<String>> changes = new HashMap<>();
    configs.forEach((key, value) -> changes.put(key, Optional.ofNullable(value).map(Scalar::text)));
    return changes;
  }

  private Topics topics() {
    return backend.broker().topics();
  }
}
