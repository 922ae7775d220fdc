package io.tukki.api.http.record;

import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.json.Json;
import io.tukki.api.http.json.Shapes.ProblemBody;
import io.tukki.api.http.json.Shapes.UploadReport;
import io.tukki.api.http.json.Shapes.UploadSummary;
import io.tukki.api.http.problem.Problem;
import io.tukki.api.http.problem.ProblemCode;
import io.tukki.api.http.problem.Refusals;
import io.tukki.api.http.record.LinesReader.Lines;
import io.tukki.api.http.route.Answers;
import io.tukki.api.http.route.Bodies;
import io.tukki.api.http.route.Content;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.partition.Acks;
import io.tukki.core.result.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * One upload of NDJSON, of any length.
 *
 * <pre>
 *   bytes -> blocks of lines -> records -> one chunk at a time to the broker -> reports -> NDJSON
 *                 |                |                  |
 *                 held back        one chunk ahead    the first refusal ends the upload
 * </pre>
 *
 * <p>Chunks go to the broker one after another, so that what is stored is what stands in front of
 * some line, give or take the one chunk that the last report accounts for. Reports that the client
 * does not read are merged rather than waited for: many clients send everything before they read
 * anything.
 *
 * <p>Belongs to one request. Its fields are touched by its own stream, and by the answers of the
 * one chunk that is under way.
 */
final class Upload {

  private static final ByteString HEARTBEAT = ByteString.fromString("\n");

  private final Backend backend;
  private final TopicImage topic;
  private final ProduceSettings settings;
  private final SendOptions options;
  private final boolean each;
  private final PatientSender sender;

  private long nextLine = 1;
  private volatile Tally tally = new Tally(0, 0, Optional.empty());

  /** How far the upload has come. */
  private record Tally(long understood, long stored, Optional<Problem> problem) {}

  /**
   * @param each whether a result is wanted for each record
   */
  Upload(
      Backend backend,
      TopicImage topic,
      ProduceSettings settings,
      SendOptions options,
      SendNumbers numbers,
      boolean each) {
    this.backend = backend;
    this.topic = topic;
    this.settings = settings;
    this.options = options;
    this.each = each;
    this.sender =
        new PatientSender(
            new BatchSender(
                backend.broker().partitions(), topic, options, settings.maxBatchBytes(), numbers),
            options.timeout(),
            backend.materializer());
  }

  /** What may be in memory at a time: a block arriving, one being parsed, its records, a batch. */
  static long memoryBytes(ProduceSettings settings) {
    return 4L * settings.chunkBytes();
  }

  /**
   * Completes with the head of the answer once the first chunk is stored, so that a short upload
   * that goes wrong gets a status that says so; the body goes on while the upload does.
   */
  CompletionStage<HttpResponse> run(Source<ByteString, ?> body, Bodies bodies) {
    Bodies.Lease lease = bodies.lease(memoryBytes(settings));
    Source<UploadReport, ?> reports =
        body.via(new LineBlocks(settings, bodies.maxDrainBytes(), this::isOver))
            .mapConcat(block -> isOver() ? List.of() : List.of(parse(block)))
            .buffer(1, OverflowStrategy.backpressure())
            .mapAsync(1, this::store)
            .mapConcat(report -> report.map(List::of).orElse(List.of()));
    Source<ByteString, ?> answer =
        (each ? reports : reports.conflate(Progress::merged))
            .map(Upload::line)
            .keepAlive(settings.heartbeat(), () -> HEARTBEAT)
            .concatLazy(Source.lazySource(() -> Source.single(line(summary()))))
            .watchTermination((mat, done) -> done.whenComplete((ended, failure) -> lease.close()));
    return answer
        .prefixAndTail(1)
        .runWith(Sink.head(), backend.materializer())
        .thenApply(headAndTail -> respond(headAndTail.first(), headAndTail.second()));
  }

  private boolean isOver() {
    return tally.problem().isPresent();
  }

  private Lines parse(LineBlocks.Block block) {
    Lines lines =
        switch (block) {
          case LineBlocks.Block.Text(var bytes) -> LinesReader.read(bytes, nextLine, context());
          case LineBlocks.Block.Overlong(var max) ->
              nothing(
                  Problem.of(
                      ProblemCode.REQUEST_TOO_LARGE,
                      "A line may be %d bytes long.".formatted(max)));
          case LineBlocks.Block.BrokenOff(var why) ->
              nothing(
                  Problem.of(
                      ProblemCode.MALFORMED_REQUEST,
                      "The upload broke off within this line: %s.".formatted(why)));
        };
    nextLine = lines.nextLine();
    return lines;
  }

  private DraftReader.Context context() {
    return new DraftReader.Context(
        topic.name(), topic.partitionCount(), backend.clock().millis(), settings.record());
  }

  private Lines nothing(Problem problem) {
    return new Lines(nextLine, nextLine, List.of(), Optional.of(problem.at(nextLine, 1)));
  }

  private CompletionStage<Optional<UploadReport>> store(Lines lines) {
    if (isOver()) {
      return java.util.concurrent.CompletableFuture.completedStage(Optional.empty());
    }
    return sender
        .send(lines.drafts())
        .thenApply(
            sent -> {
              UploadReport report =
                  Progress.report(
                      lines.firstLine(),
                      Math.max(lines.firstLine(), lines.nextLine() - 1),
                      lines.drafts(),
                      sent,
                      options,
                      each);
              tally =
                  new Tally(
                      tally.understood() + lines.drafts().size(),
                      tally.stored() + report.stored(),
                      refusal(lines.drafts(), sent).or(lines::problem));
              return lines.drafts().isEmpty() ? Optional.empty() : Optional.of(report);
            });
  }

  /** The first record that was refused speaks for all of them. */
  private static Optional<Problem> refusal(List<Draft> drafts, List<Sent> sent) {
    return sent.stream()
        .flatMap(batch -> batch.refusal().stream().map(refusal -> refused(drafts, batch, refusal)))
        .min(Comparator.comparingLong(problem -> problem.place().orElseThrow().line()));
  }

  private static Problem refused(List<Draft> drafts, Sent batch, Refusal refusal) {
    return Refusals.toProblem(refusal).at(drafts.get(batch.drafts()[0]).line(), 1);
  }

  private HttpResponse respond(List<ByteString> head, Source<ByteString, NotUsed> tail) {
    Tally now = tally;
    Optional<Problem> early = now.problem();
    if (early.isPresent() && now.stored() == 0) {
      return Answers.heldOpen(
          Answers.problem(early.get()),
          tail.runWith(Sink.ignore(), backend.materializer())
              .exceptionally(failure -> Done.getInstance()));
    }
    int status =
        early.map(it -> it.code().status()).orElse(options.acks() == Acks.NONE ? 202 : 200);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(
            HttpEntities.createChunked(Content.NDJSON_TYPE, Source.from(head).concat(tail)));
  }

  private UploadSummary summary() {
    return new UploadSummary(
        true,
        tally.understood(),
        tally.stored(),
        tally.problem().map(ProblemBody::of).orElse(null));
  }

  private static ByteString line(Object shape) {
    return ByteString.fromArrayUnsafe(Json.write(shape)).concat(HEARTBEAT);
  }
}
