package io.tukki.api.http.record;

import static io.tukki.api.http.problem.ProblemCode.INVALID_PARAMETER;
import static io.tukki.api.http.problem.ProblemCode.LOG_OFFLINE;
import static io.tukki.api.http.problem.ProblemCode.NOT_ACCEPTABLE;
import static io.tukki.api.http.problem.ProblemCode.NOT_LEADER;
import static io.tukki.api.http.problem.ProblemCode.NOT_READY;
import static io.tukki.api.http.problem.ProblemCode.OFFSET_OUT_OF_RANGE;
import static io.tukki.api.http.problem.ProblemCode.OUTCOME_UNKNOWN;
import static io.tukki.api.http.problem.ProblemCode.OVERLOADED;
import static io.tukki.api.http.problem.ProblemCode.TIMED_OUT;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_PARTITION;
import static io.tukki.api.http.problem.ProblemCode.UNKNOWN_TOPIC;

import io.tukki.actors.Partitions;
import io.tukki.actors.Partitions.Fetch;
import io.tukki.actors.Partitions.Fetched;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Shapes.DeleteAnswer;
import io.tukki.api.http.json.Shapes.ReadAnswer;
import io.tukki.api.http.json.Shapes.StoredRecord;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Call;
import io.tukki.api.http.route.Content;
import io.tukki.api.http.route.Endpoint;
import io.tukki.api.http.route.Operation;
import io.tukki.api.http.route.Parameter;
import io.tukki.api.http.route.Values;
import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.OffsetSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /v1/topics/{topic}/partitions/{partition}/records}: reading and deleting. */
public final class ReadResource {

  private static final String PATH = "/v1/topics/{topic}/partitions/{partition}/records";

  private static final Parameter<String> TOPIC =
      Parameter.path("topic", Values.text(), "The topic's name.");
  private static final Parameter<Integer> PARTITION =
      Parameter.path("partition", Values.ints(0, Integer.MAX_VALUE), "The partition's number.");

  private static final Parameter<Long> OFFSET =
      Parameter.query("offset", Values.longs(0), "Read from this offset on.");
  private static final Parameter<Long> TIMESTAMP =
      Parameter.query(
          "timestamp",
          Values.longs(0),
          "Read from the first record of this time or later on, in milliseconds since 1970; from"
              + " the end where there is none.");
  private static final Parameter<Places> FROM =
      Parameter.query(
          "from",
          Values.oneOf(Map.of("earliest", Places.earliest(), "latest", Places.latest())),
          "Read from the first record on, which is the default, or from the end.");

  private static final Parameter<Places> BEFORE =
      Parameter.query(
              "before",
              new Values<>(
                  Map.of("type", "string", "pattern", "^([0-9]+|latest)$"), ReadResource::before),
              "Delete every record below this offset; 'latest' deletes all.")
          .demanded();

  private final Backend backend;
  private final ReadSettings settings;
  private final Parameter<Integer> limit;
  private final Parameter<Integer> maxBytes;
  private final Parameter<Duration> wait;

  public ReadResource(Backend backend, ReadSettings settings) {
    this.backend = backend;
    this.settings = settings;
    this.limit =
        Parameter.query("limit", Values.ints(1, settings.maxLimit()), "At most so many records.")
            .orElse(Integer.toString(settings.limit()));
    this.maxBytes =
        Parameter.query(
                "maxBytes",
                Values.ints(1, settings.maxBytes()),
                "About how much of the log to read, as it is stored; at least one batch.")
            .orElse(Integer.toString(settings.bytes()));
    this.wait =
        Parameter.query(
                "wait",
                Values.durations(settings.maxWait()),
                "How long to wait for a record where there is none yet, such as 500ms or 10s.")
            .orElse("0");
  }

  public Endpoint reading() {
    return Operation.get(PATH, "readRecords", "Reads records of a partition, in order.")
        .takes(TOPIC, PARTITION, OFFSET, TIMESTAMP, FROM, limit, maxBytes, wait)
        .answers(
            200,
            "Records, or none yet. The headers Tukki-Next-Offset, Tukki-High-Watermark and"
                + " Tukki-Log-Start-Offset say where to go on; as application/octet-stream it is"
                + " the value of one record, whose offset is in Tukki-Offset.",
            Content.json(ReadAnswer.class),
            Content.lines(StoredRecord.class),
            Content.raw("application/octet-stream"))
        .answers(204, "As application/octet-stream: there is no record there yet.")
        .refuses(
            UNKNOWN_TOPIC,
            UNKNOWN_PARTITION,
            OFFSET_OUT_OF_RANGE,
            INVALID_PARAMETER,
            NOT_ACCEPTABLE)
        .refuses(NOT_LEADER, NOT_READY, OVERLOADED, TIMED_OUT, OUTCOME_UNKNOWN, LOG_OFFLINE)
        .handledBy(this::read);
  }

  public Endpoint deleting() {
    return Operation.delete(
            PATH, "deleteRecords", "Deletes the records of a partition below an offset.")
        .takes(TOPIC, PARTITION, BEFORE)
        .answers(200, "They are gone, for good.", Content.json(DeleteAnswer.class))
        .refuses(UNKNOWN_TOPIC, UNKNOWN_PARTITION, OFFSET_OUT_OF_RANGE, INVALID_PARAMETER)
        .refuses(NOT_LEADER, NOT_READY, OVERLOADED, TIMED_OUT, OUTCOME_UNKNOWN, LOG_OFFLINE)
        .handledBy(this::delete);
  }

  private CompletionStage<HttpResponse> read(Call call) {
    PartitionId partition = Backend.partition(backend.topic(call.get(TOPIC)), call.get(PARTITION));
    ReadFormat format =
        ReadFormat.of(call.negotiate(ReadFormat.MEDIA_TYPES), call.get(limit), settings);
    Places place = place(call);
    int bytes = call.get(maxBytes);
    Duration patience = call.get(wait);
    return place
        .resolve(partitions(), partition)
        .thenCompose(
            offset ->
                partitions()
                    .fetch(new Fetch(partition, offset, 1, bytes, patience))
                    .thenCompose(fetched -> write(format, offset, fetched.orThrow())));
  }

  /**
   * A slice is bytes on a disk, and taking it apart is work: neither is for the default dispatcher.
   */
  private CompletionStage<HttpResponse> write(ReadFormat format, long offset, Fetched fetched) {
    return CompletableFuture.supplyAsync(() -> format.answer(offset, fetched), backend.blocking());
  }

  private static Places place(Call call) {
    List<Places> places =
        Stream.of(
                call.find(OFFSET).<Places>map(Places.At::new),
                call.find(TIMESTAMP)
                    .<Places>map(ms -> new Places.Described(new OffsetSpec.AtTimestamp(ms))),
                call.find(FROM))
            .flatMap(Optional::stream)
            .toList();
    if (places.size() > 1) {
      throw Problem.of(
              INVALID_PARAMETER,
              "The parameters 'offset', 'timestamp' and 'from' each say where to begin; say it"
                  + " once.")
          .asException();
    }
    return places.isEmpty() ? Places.earliest() : places.getFirst();
  }

  private CompletionStage<HttpResponse> delete(Call call) {
    PartitionId partition = Backend.partition(backend.topic(call.get(TOPIC)), call.get(PARTITION));
    return call.get(BEFORE)
        .resolve(partitions(), partition)
        .thenCompose(offset -> partitions().deleteRecords(partition, offset))
        .thenApply(start -> Answers.json(200, new DeleteAnswer(start.orThrow())));
  }

  private static Places before(String text) {
    return text.equals("latest")
        ? Places.latest()
        : new Places.At(Values.longs(0).parse().apply(text));
  }

  private Partitions partitions() {
    return backend.broker().partitions();
  }
}
