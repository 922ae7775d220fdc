package io.tukki.api.http.event;

import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.LOG_OFFLINE;
import static io.tukki.api.http.problem.ProblemCode.NOT_ACCEPTABLE;
import static io.tukki.api.http.problem.ProblemCode.NOT_LEADER;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OFFSET_OUT_OF_RANGE;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_PARTITION;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_TOPIC;

import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Shapes.Gap;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.json.Shapes.StoredRecord;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.record.Places;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code GET /v1/topics/{topic}/stream}. */
public final class StreamResource {

  private static final Parameter<String> TOPIC =
      Parameter.path("topic", Values.text(), "The topic's name.");

  private static final Parameter<List<Integer>> PARTITIONS =
      Parameter.query(
          "partitions", Values.intList(), "Which partitions, such as 0,2; all where absent.");

  private static final Parameter<Places> FROM =
      Parameter.query(
          "from",
          Values.oneOf(Map.of("earliest", Places.earliest(), "latest", Places.latest())),
          "Where to begin without a Last-Event-ID: at what comes now, which is the default, or at"
              + " the first record.");

  private static final Parameter<Long> TIMESTAMP =
      Parameter.query(
          "timestamp",
          Values.longs(0),
          "Begin at the first records of this time or later, in milliseconds since 1970.");

  private static final Parameter<Positions> LAST_EVENT_ID =
      Parameter.header(
          "Last-Event-ID",
          new Values<>(Map.of("type", "string"), Positions::parse),
          "The id of the last event that was received: the stream goes on right behind it.");

  private final Backend backend;
  private final EventSettings settings;
  private final SharedKillSwitch leaving;

  /**
   * @param leaving ends the streams when the node goes
   */
  public StreamResource(Backend backend, EventSettings settings, SharedKillSwitch leaving) {
    this.backend = backend;
    this.settings = settings;
    this.leaving = leaving;
  }

  public Endpoint endpoint() {
    return Operation.get(
            "/v1/topics/{topic}/stream", "streamRecords", "Streams records as Server-Sent Events.")
        .takes(TOPIC, PARTITIONS, FROM, TIMESTAMP, LAST_EVENT_ID)
        .answers(
            200,
            "Events without a name are records; 'gap' says that records were deleted before they"
                + " were sent; 'problem' is the last one, where it cannot go on.",
            Content.events(StoredRecord.class, Gap.class, ProblemBody.class))
        .refuses(
            UNKNOWN_TOPIC,
            UNKNOWN_PARTITION,
            INVALID_PARAMETER,
            OFFSET_OUT_OF_RANGE,
            NOT_ACCEPTABLE)
        .refuses(NOT_LEADER, NOT_READY, OVERLOADED, TIMED_OUT, LOG_OFFLINE)
        .handledBy(this::handle);
  }

  private CompletionStage<HttpResponse> handle(Call call) {
    TopicImage topic = backend.topic(call.get(TOPIC));
    call.negotiate(List.of("text/event-stream"));
    List<Integer> partitions = partitions(call, topic);
    Optional<Positions> resumed = call.find(LAST_EVENT_ID).map(id -> id.in(topic.id()));
    Places begin = begin(call);
    return positions(topic, partitions, resumed, begin).thenApply(start -> respond(topic, start));
  }

  private List<Integer> partitions(Call call, TopicImage topic) {
    List<Integer> partitions =
        call.find(PARTITIONS)
            .orElseGet(() -> IntStream.range(0, topic.partitionCount()).boxed().toList());
    partitions.forEach(partition -> Backend.partition(topic, partition));
    if (partitions.size() > settings.maxPartitions()) {
      throw Problem.of(
              INVALID_PARAMETER,
              "A stream may cover %d partitions, not %d; choose some with 'partitions'."
                  .formatted(settings.maxPartitions(), partitions.size()))
          .asException();
    }
    return partitions;
  }

  private static Places begin(Call call) {
    Optional<Places> from = call.find(FROM);
    Optional<Long> timestamp = call.find(TIMESTAMP);
    if (from.isPresent() && timestamp.isPresent()) {
      throw Problem.of(
              INVALID_PARAMETER,
              "The parameters 'from' and 'timestamp' each say where to begin; say it once.")
          .asException();
    }
    return timestamp
        .<Places>map(ms -> new Places.Described(new OffsetSpec.AtTimestamp(ms)))
        .or(() -> from)
        .orElseGet(Places::latest);
  }

  /** A partition that the last id does not know was added since: all of it is new to the client. */
  private CompletionStage<Positions> positions(
      TopicImage topic, List<Integer> partitions, Optional<Positions> resumed, Places begin) {
    Map<Integer, CompletableFuture<Long>> offsets = new TreeMap<>();
    for (int partition : partitions) {
      offsets.put(
          partition,
          resumed
              .map(id -> resume(topic.partition(partition), id))
              .orElseGet(
                  () -> begin.resolve(backend.broker().partitions(), topic.partition(partition)))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(offsets.values().toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              Map<Integer, Long> start = new TreeMap<>();
              offsets.forEach((partition, offset) -> start.put(partition, offset.join()));
              return new Positions(topic.id(), start);
            });
  }

  /** Behind the end is nowhere: better to say so now than to wait for records that came before. */
  private CompletionStage<Long> resume(PartitionId partition, Positions id) {
    Long offset = id.offsets().get(partition.partition());
    return offset == null
        ? Places.earliest().resolve(backend.broker().partitions(), partition)
        : backend
            .broker()
            .partitions()
            .bounds(partition)
            .thenApply(
                answer -> {
                  var bounds = answer.orThrow();
                  if (offset > bounds.highWatermark()) {
                    throw new RefusedException(
                        new Refusal.OffsetOutOfRange(
                            offset, bounds.logStartOffset(), bounds.highWatermark()));
                  }
                  return offset;
                });
  }

  private HttpResponse respond(TopicImage topic, Positions start) {
    EventWriter writer = new EventWriter(start);
    Source<ByteString, ?> events =
        Source.from(start.offsets().entrySet())
            .flatMapMerge(
                start.offsets().size(),
                entry ->
                    new PartitionTail(backend, settings, topic.partition(entry.getKey()))
                        .from(entry.getValue()))
            .takeWhile(page -> !(page instanceof Page.Broken), true)
            .map(writer::write)
            .filter(bytes -> !bytes.isEmpty())
            .prepend(Source.lazySource(() -> Source.single(writer.opening(settings.retry()))))
            .keepAlive(settings.heartbeat(), () -> EventWriter.HEARTBEAT)
            .via(leaving.flow());
    return HttpResponse.create()
        .addHeader(CacheControl.create(CacheDirectives.NO_CACHE))
        .withEntity(HttpEntities.createChunked(Content.EVENTS_TYPE, events));
  }
}
