package io.tukki.api.http.topic;

import static io.tukki.api.http.problem.ProblemCode.INVALID_CONFIG;
import static io.tukki.api.http.problem.ProblemCode.INVALID_FIELD;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARTITION_COUNT;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REPLICATION_FACTOR;
import static io.tukki.api.http.problem.ProblemCode.INVALID_REQUEST;
import static io.tukki.api.http.problem.ProblemCode.INVALID_TOPIC_NAME;
import static io.tukki.api.http.problem.ProblemCode.MALFORMED_JSON;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.tukki.api.http.problem.ProblemCode.STORAGE_FULL;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.TOPIC_EXISTS;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_FIELD;
import static io.tukki.api.http.problem.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import io.tukki.actors.Topics;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Shapes.CreateTopic;
import io.tukki.api.http.json.Shapes.TopicPage;
import io.tukki.api.http.json.Shapes.TopicSummary;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.TopicImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/** {@code /v1/topics}: listing and creating. */
public final class TopicsResource {

  private static final int MAX_LIMIT = 1000;

  private static final Parameter<Integer> LIMIT =
      Parameter.query("limit", Values.ints(1, MAX_LIMIT), "At most so many topics.").orElse("100");

  /** Opaque to clients: it is the last name of the page before. */
  private static final Parameter<String> CURSOR =
      Parameter.query(
          "cursor",
          new Values<>(Map.of("type", "string"), TopicsResource::fromCursor),
          "The 'nextCursor' of the page before.");

  static final Parameter<Boolean> VALIDATE_ONLY =
      Parameter.query(
              "validateOnly", Values.booleans(), "Check whether it could be done, and do nothing.")
          .orElse("false");

  private final Backend backend;
  private final Bodies bodies;

  public TopicsResource(Backend backend, Bodies bodies) {
    this.backend = backend;
    this.bodies = bodies;
  }

  public Endpoint listing() {
    return Operation.get("/v1/topics", "listTopics", "Lists topics by name.")
        .takes(LIMIT, CURSOR)
        .answers(200, "A page of topics.", Content.json(TopicPage.class))
        .refuses(INVALID_PARAMETER)
        .handledBy(call -> CompletableFuture.completedStage(list(call)));
  }

  public Endpoint creating() {
    return Operation.post("/v1/topics", "createTopic", "Creates a topic.")
        .takes(VALIDATE_ONLY)
        .consumes(Content.json(CreateTopic.class))
        .answers(201, "It is there; Location says where.", Content.json(TopicSummary.class))
        .answers(200, "With validateOnly: it could be.", Content.json(TopicSummary.class))
        .refuses(
            TOPIC_EXISTS,
            INVALID_TOPIC_NAME,
            INVALID_PARTITION_COUNT,
            INVALID_REPLICATION_FACTOR,
            INVALID_CONFIG,
            INVALID_REQUEST)
        .refuses(
            MALFORMED_JSON,
            UNKNOWN_FIELD,
            INVALID_FIELD,
            INVALID_PARAMETER,
            UNSUPPORTED_MEDIA_TYPE,
            REQUEST_TOO_LARGE)
        .refuses(NOT_READY, OVERLOADED, TIMED_OUT, STORAGE_FULL)
        .handledBy(this::create);
  }

  private HttpResponse list(Call call) {
    int limit = call.get(LIMIT);
    String after = call.find(CURSOR).orElse("");
    List<TopicSummary> page = new ArrayList<>();
    boolean more = false;
    for (TopicImage topic : backend.broker().metadata().image().topicsAfter(after)) {
      if (page.size() == limit) {
        more = true;
        break;
      }
      page.add(summary(topic));
    }
    @Nullable String next = more ? toCursor(page.getLast().name()) : null;
    return Answers.json(200, new TopicPage(page, next));
  }

  private static String toCursor(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String fromCursor(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is what a page gave as 'nextCursor', not '" + cursor + "'");
    }
  }

  private CompletionStage<HttpResponse> create(Call call) {
    boolean validateOnly = call.get(VALIDATE_ONLY);
    call.consumed();
    return bodies.withWhole(
        call,
        body ->
            backend
                .broker()
                .topics()
                .create(request(Json.read(body, CreateTopic.class), validateOnly))
                .thenApply(created -> created(created.orThrow(), validateOnly)));
  }

  private static HttpResponse created(TopicImage topic, boolean validateOnly) {
    HttpResponse response = Answers.json(validateOnly ? 200 : 201, summary(topic));
    return validateOnly
        ? response
        : response.addHeader(Location.create("/v1/topics/" + topic.name()));
  }

  private static Topics.Create request(CreateTopic wanted, boolean validateOnly) {
    Map<String, String> configs = new HashMap<>();
    if (wanted.configs() != null) {
      wanted.configs().forEach((key, value) -> configs.put(key, value.text()));
    }
    return new Topics.Create(
        wanted.name(),
        optional(wanted.partitions()),
        optional(wanted.replicationFactor()),
        configs,
        validateOnly);
  }

  private static OptionalInt optional(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  static TopicSummary summary(TopicImage topic) {
    return new TopicSummary(
        topic.name(), topic.id().toString(), topic.partitionCount(), topic.replicationFactor());
  }
}
