package io.tukki.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.history.Event.Sent;
import io.tukki.chaos.history.Outcome;
import io.tukki.chaos.history.Value;
import io.tukki.chaos.load.Door.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/**
 * One lane over HTTP: a batch of records to one partition, then the next. It stays with a node
 * until that one disappoints it.
 */
public final class HttpProducer implements Runnable {

  private static final Duration TIMEOUT = Duration.ofSeconds(12);

  /** What the node waits for at most; less than this side, so that it is the node that says so. */
  private static final int NODE_TIMEOUT_MS = 8_000;

  private static final Duration AFTER_TROUBLE = Duration.ofMillis(200);

  /** Refusals after which nobody knows. All others promise that nothing was stored. */
  private static final Set<String> UNKNOWN =
      Set.of("outcome-unknown", "timed-out", "internal-error", "log-offline");

  private final LoadContext context;
  private final int lane;
  private final int partition;
  private final Shape shape;
  private final String filling;
  private long sequence;
  private int target;

  /**
   * @param records in each request
   * @param valueBytes of each record, about
   * @param pause between requests
   */
  public record Shape(String acks, int records, int valueBytes, Duration pause) {}

  public HttpProducer(LoadContext context, int lane, int partition, Shape shape) {
    this.context = context;
    this.lane = lane;
    this.partition = partition;
    this.shape = shape;
    this.filling = " " + "x".repeat(Math.max(0, shape.valueBytes() - 12));
    this.target = lane;
  }

  @Override
  public void run() {
    while (context.running().getAsBoolean()) {
      send();
    }
  }

  private void send() {
    long first = sequence;
    sequence += shape.records();
    long invoked = Clock.nowUs();
    Answer answer =
        context
            .door()
            .post(
                context.targets().get(target),
                "/v1/topics/%s/records?acks=%s&timeoutMs=%d"
                    .formatted(context.topic(), shape.acks(), NODE_TIMEOUT_MS),
                body(first),
                TIMEOUT);
    switch (answer) {
      case Answer.Got got when got.body().path("results").isArray() -> results(first, invoked, got);
      case Answer.Got got -> failed(first, invoked, refused(got.code()));
      case Answer.NotSent(String reason) -> failed(first, invoked, new Outcome.Failed(reason));
      case Answer.Broken(String reason) -> failed(first, invoked, new Outcome.Unknown(reason));
    }
    if (!shape.pause().isZero()) {
      Pause.of(shape.pause());
    }
  }

  private byte[] body(long first) {
    StringBuilder json = new StringBuilder("{\"records\":[");
    for (int i = 0; i < shape.records(); i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"partition\":")
          .append(partition)
          .append(",\"key\":\"lane-")
          .append(lane)
          .append("\",\"value\":\"")
          .append(new Value(lane, first + i))
          .append(filling)
          .append("\"}");
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome refused(String code) {
    return UNKNOWN.contains(code) ? new Outcome.Unknown(code) : new Outcome.Failed(code);
  }

  private void failed(long first, long invoked, Outcome outcome) {
    write(first, shape.records(), invoked, outcome);
    target++;
    Pause.of(AFTER_TROUBLE);
  }

  /** Joins results to stretches of one outcome with offsets in a row. */
  private void results(long first, long invoked, Answer.Got got) {
    JsonNode results = got.body().path("results");
    int begin = 0;
    boolean trouble = false;
    while (begin < shape.records()) {
      Outcome outcome = outcome(results.path(begin));
      int end = begin + 1;
      while (end < shape.records()
          && outcome(results.path(end)).equals(shifted(outcome, end - begin))) {
        end++;
      }
      write(first + begin, end - begin, invoked, outcome);
      trouble |= !(outcome instanceof Outcome.Acknowledged);
      begin = end;
    }
    if (trouble) {
      target++;
      Pause.of(AFTER_TROUBLE);
    }
  }

  private static Outcome outcome(JsonNode result) {
    if (result.has("offset")) {
      return new Outcome.Acknowledged(result.path("offset").asLong());
    }
    if (result.has("error")) {
      return refused(result.path("error").path("code").asText("no-code"));
    }
    // Duplicates that the broker only remembers as stored, and acks=0, have no offset.
    return result.has("partition")
        ? new Outcome.AcknowledgedSomewhere()
        : new Outcome.Unknown("no result");
  }

  static Outcome shifted(Outcome outcome, int by) {
    return outcome instanceof Outcome.Acknowledged(long offset)
        ? new Outcome.Acknowledged(offset + by)
        : outcome;
  }

  private void write(long first, int count, long invoked, Outcome outcome) {
    context
        .history()
        .write(new Sent(lane, partition, first, count, invoked, Clock.nowUs(), outcome));
  }
}
