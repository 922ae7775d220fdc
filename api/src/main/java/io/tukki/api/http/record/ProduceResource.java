package io.tukki.api.http.record;

import static io.tukki.api.http.problem.ProblemCode.CORRUPT_BATCH;
import static io.tukki.api.http.problem.ProblemCode.INVALID_FIELD;
import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.INVALID_TIMESTAMP;
import static io.tukki.api.http.problem.ProblemCode.LOG_OFFLINE;
import static io.tukki.api.http.problem.ProblemCode.MALFORMED_JSON;
import static io.tukki.api.http.problem.ProblemCode.NOT_ENOUGH_REPLICAS;
import static io.tukki.api.http.problem.ProblemCode.NOT_LEADER;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OUTCOME_UNKNOWN;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.RECORD_TOO_LARGE;
import static io.tukki.api.http.problem.ProblemCode.REQUEST_TIMEOUT;
import static io.tukki.api.http.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.tukki.api.http.problem.ProblemCode.STORAGE_FULL;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_FIELD;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_PARTITION;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_TOPIC;
import static io.tukki.api.http.problem.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Shapes.NewRecord;
import io.tukki.api.http.json.Shapes.NewRecords;
import io.tukki.api.http.json.Shapes.ProduceAnswer;
import io.tukki.api.http.json.Shapes.RecordResult;
import io.tukki.api.http.json.Shapes.UploadReport;
import io.tukki.api.http.json.Shapes.UploadSummary;
import io.tukki.api.http.problem.Refusals;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.partition.Acks;
import io.tukki.core.record.Compression;
import io.tukki.core.result.Refusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import scala.concurrent.duration.Duration$;

/** {@code POST /v1/topics/{topic}/records}: records in JSON, in NDJSON, or one as it is. */
public final class ProduceResource {

  private static final Parameter<String> TOPIC =
      Parameter.path("topic", Values.text(), "The topic's name.");

  private static final Parameter<Acks> ACKS =
      Parameter.query(
              "acks",
              Values.oneOf(labels("0", Acks.NONE, "1", Acks.LEADER, "all", Acks.ALL)),
              "What must have happened before a record counts as stored: nothing, appended by the"
                  + " leader, or committed.")
          .orElse("all");

  private static final Parameter<Compression> COMPRESSION =
      Parameter.query(
          "compression",
          Values.oneOf(compressions()),
          "How the records are compressed where they lie; as the topic says where absent.");

  /** Whether an upload's answer has a result for each record. */
  private enum Detail {
    RANGES,
    RECORDS
  }

  private static final Parameter<Detail> RESULTS =
      Parameter.query(
              "results",
              Values.oneOf(labels("ranges", Detail.RANGES, "records", Detail.RECORDS)),
              "Of a streamed upload: what is reported of each chunk, ranges of offsets or a result"
                  + " for each record. Whoever asks for records must read while sending.")
          .orElse("ranges");

  private final Backend backend;
  private final Bodies bodies;
  private final ProduceSettings settings;
  private final Parameter<Integer> timeoutMs;

  /** Numbers come from a generator that cannot repeat those of another node or another start. */
  private final SendNumbers numbers = new SendNumbers(new SecureRandom());

  public ProduceResource(Backend backend, Bodies bodies, ProduceSettings settings) {
    this.backend = backend;
    this.bodies = bodies;
    this.settings = settings;
    this.timeoutMs =
        Parameter.query(
                "timeoutMs",
                Values.ints(1, (int) settings.maxTimeout().toMillis()),
                "How long to wait for the records to be stored; past it the outcome is unknown.")
            .orElse(Long.toString(settings.timeout().toMillis()));
  }

  public Endpoint endpoint() {
    return Operation.post("/v1/topics/{topic}/records", "produceRecords", "Stores records.")
        .takes(TOPIC, ACKS, COMPRESSION, timeoutMs, RESULTS)
        .takes(RawRecord.PARAMETERS.toArray(Parameter<?>[]::new))
        .consumes(
            Content.json(NewRecords.class),
            Content.lines(NewRecord.class),
            Content.raw("application/octet-stream"))
        .answers(
            200,
            "All records are stored.",
            Content.json(ProduceAnswer.class),
            Content.lines(UploadReport.class, UploadSummary.class))
        .answers(
            202,
            "With acks=0: the records are on their way.",
            Content.json(ProduceAnswer.class),
            Content.lines(UploadReport.class, UploadSummary.class))
        .answers(207, "Some records are stored, some are not.", Content.json(ProduceAnswer.class))
        .refuses(
            UNKNOWN_TOPIC,
            UNKNOWN_PARTITION,
            MALFORMED_JSON,
            UNKNOWN_FIELD,
            INVALID_FIELD,
            INVALID_PARAMETER,
            UNSUPPORTED_MEDIA_TYPE,
            REQUEST_TOO_LARGE,
            REQUEST_TIMEOUT)
        .refuses(
            RECORD_TOO_LARGE,
            INVALID_TIMESTAMP,
            CORRUPT_BATCH,
            OVERLOADED,
            NOT_LEADER,
            NOT_READY,
            NOT_ENOUGH_REPLICAS,
            TIMED_OUT,
            OUTCOME_UNKNOWN,
            STORAGE_FULL,
            LOG_OFFLINE)
        .handledBy(this::handle);
  }

  private CompletionStage<HttpResponse> handle(Call call) {
    TopicImage topic = backend.topic(call.get(TOPIC));
    SendOptions options =
        new SendOptions(
            call.get(ACKS),
            call.find(COMPRESSION).or(() -> topic.config().compression()).orElse(Compression.NONE),
            Duration.ofMillis(call.get(timeoutMs)));
    String kind = call.consumed().mediaType();
    if (kind.equals("application/octet-stream")) {
      return bodies.withWhole(
          call, body -> sendAll(topic, options, List.of(raw(call, topic, body))));
    }
    RawRecord.refuseParameters(call);
    return switch (kind) {
      case "application/x-ndjson" -> upload(call, topic, options);
      default ->
          bodies.withWhole(
              call,
              body ->
                  sendAll(
                      topic,
                      options,
                      DocumentReader.read(body, context(topic), settings.maxRecords())));
    };
  }

  private Draft raw(Call call, TopicImage topic, byte[] body) {
    return RawRecord.read(call, topic, body, context(topic));
  }

  private DraftReader.Context context(TopicImage topic) {
    return new DraftReader.Context(
        topic.name(), topic.partitionCount(), backend.clock().millis(), settings.record());
  }

  private CompletionStage<HttpResponse> sendAll(
      TopicImage topic, SendOptions options, List<Draft> drafts) {
    BatchSender sender =
        new BatchSender(
            backend.broker().partitions(), topic, options, settings.maxBatchBytes(), numbers);
    return sender.send(drafts).thenApply(sent -> answer(options, drafts, sent));
  }

  private static HttpResponse answer(SendOptions options, List<Draft> drafts, List<Sent> sent) {
    List<Refusal> refusals = sent.stream().flatMap(it -> it.refusal().stream()).toList();
    if (!refusals.isEmpty() && refusals.size() == sent.size()) {
      return Answers.problem(Refusals.toProblem(refusals.getFirst()));
    }
    List<RecordResult> results = Progress.results(drafts, sent, options.acks());
    int whole = options.acks() == Acks.NONE ? 202 : 200;
    return Answers.json(refusals.isEmpty() ? whole : 207, new ProduceAnswer(results));
  }

  private CompletionStage<HttpResponse> upload(Call call, TopicImage topic, SendOptions options) {
    // It may take as long as it takes; a stalled one ends by the connection's idle time-out.
    call.request()
        .getHeader(TimeoutAccess.class)
        .ifPresent(access -> access.timeoutAccess().updateTimeout(Duration$.MODULE$.Inf()));
    boolean each = call.get(RESULTS) == Detail.RECORDS;
    return new Upload(backend, topic, settings, options, numbers, each)
        .run(call.request().entity().withoutSizeLimit().getDataBytes(), bodies);
  }

  private static Map<String, Compression> compressions() {
    Map<String, Compression> byLabel = new LinkedHashMap<>();
    for (Compression compression : Compression.values()) {
      byLabel.put(compression.label(), compression);
    }
    return byLabel;
  }

  private static <T> Map<String, T> labels(String a, T first, String b, T second) {
    Map<String, T> byLabel = new LinkedHashMap<>();
    byLabel.put(a, first);
    byLabel.put(b, second);
    return byLabel;
  }

  private static <T> Map<String, T> labels(
      String a, T first, String b, T second, String c, T third) {
    Map<String, T> byLabel = labels(a, first, b, second);
    byLabel.put(c, third);
    return byLabel;
  }
}
