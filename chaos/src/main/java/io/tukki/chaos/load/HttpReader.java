package io.tukki.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tukki.chaos.cluster.Pause;
import io.tukki.chaos.history.Event.Polled;
import io.tukki.chaos.history.Event.ReadToEnd;
import io.tukki.chaos.history.Event.ReaderKind;
import io.tukki.chaos.history.Event.ReaderStarted;
import io.tukki.chaos.history.Runs;
import io.tukki.chaos.history.Value;
import io.tukki.chaos.load.Door.Answer;
import java.time.Duration;

/** Reads one partition over HTTP from its first record on, and goes on where each answer says. */
public final class HttpReader implements Runnable {

  private static final Duration TIMEOUT = Duration.ofSeconds(12);
  private static final Duration AFTER_TROUBLE = Duration.ofMillis(200);
  private static final int LIMIT = 5_000;

  private final LoadContext context;
  private final int reader;
  private final int partition;
  private long next;
  private long highWatermark = -1;
  private int target;

  public HttpReader(LoadContext context, int reader, int partition, ReaderKind kind) {
    this.context = context;
    this.reader = reader;
    this.partition = partition;
    this.target = reader;
    context.history().write(new ReaderStarted(reader, partition, kind, Clock.nowUs()));
  }

  @Override
  public void run() {
    while (context.running().getAsBoolean()) {
      read("1s");
    }
  }

  /**
   * Reads until there is no more below the given offset.
   *
   * @return whether it got there in time
   */
  public boolean readUpTo(long end, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while ((next < end || next < highWatermark) && System.nanoTime() < deadline) {
      read("200ms");
    }
    boolean through = next >= end && next >= highWatermark;
    if (through) {
      context.history().write(new ReadToEnd(reader, Clock.nowUs()));
    }
    return through;
  }

  public long next() {
    return next;
  }

  private void read(String wait) {
    Answer answer =
        context
            .door()
            .get(
                context.targets().get(target),
                "/v1/topics/%s/partitions/%d/records?offset=%d&limit=%d&wait=%s"
                    .formatted(context.topic(), partition, next, LIMIT, wait),
                TIMEOUT);
    if (answer instanceof Answer.Got got && got.status() == 200) {
      take(got.body());
    } else {
      target++;
      Pause.of(AFTER_TROUBLE);
    }
  }

  private void take(JsonNode page) {
    Runs runs = new Runs();
    for (JsonNode record : page.path("records")) {
      runs.add(record.path("offset").asLong(), Value.parse(record.path("value").asText()));
    }
    var taken = runs.take();
    if (!taken.isEmpty()) {
      context.history().write(new Polled(reader, Clock.nowUs(), taken));
    }
    next = page.path("nextOffset").asLong();
    highWatermark = page.path("highWatermark").asLong();
  }
}
