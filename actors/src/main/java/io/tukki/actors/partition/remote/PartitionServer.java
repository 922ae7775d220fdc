package io.tukki.actors.partition.remote;

import io.tukki.actors.Partitions;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what other nodes ask of the partitions that this one leads. Answers as things get
 * done, not in the order of the questions.
 */
public final class PartitionServer extends AbstractBehavior<ToServer> {

  /** For what fails beside the actor; its own logger is for its own thread. */
  private static final Logger LOG = LoggerFactory.getLogger(PartitionServer.class);

  private final Partitions led;
  private final Executor io;
  private final RemoteSettings settings;
  private final Map<Asked, Unfinished> unfinished = new HashMap<>();
  private long unfinishedBytes;

  /** A question, as its asker numbered it. */
  private record Asked(long id, ActorRef<ToClient> replyTo) {}

  /** An append whose batch has not come wholly yet. */
  private record Unfinished(Question.Append append, Assembly assembly, long deadlineNanos) {
    long bytes() {
      return append.load().totalBytes();
    }
  }

  private PartitionServer(
      ActorContext<ToServer> context, Partitions led, Executor io, RemoteSettings settings) {
    super(context);
    this.led = led;
    this.io = io;
    this.settings = settings;
  }

  /**
   * @param led refuses with {@code NotLeader} whatever this node does not lead; its answers may
   *     come on any thread
   * @param io where files are read
   */
  public static Behavior<ToServer> create(Partitions led, Executor io, RemoteSettings settings) {
    return Behaviors.setup(context -> new PartitionServer(context, led, io, settings));
  }

  @Override
  public Receive<ToServer> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<ToServer> onMessage(ToServer message) {
    switch (message) {
      case ToServer.Request(var id, var replyTo, var question) ->
          onQuestion(new Asked(id, replyTo), question);
      case ToServer.More(var id, var replyTo, var piece) -> onMore(new Asked(id, replyTo), piece);
    }
    return this;
  }

  private void onQuestion(Asked asked, Question question) {
    switch (question) {
      case Question.Append append when append.load().isWhole() ->
          append(asked, append, append.load().firstPiece());
      case Question.Append append -> onUnfinished(asked, append);
      case Question.Fetch fetch -> fetch(asked, fetch);
      case Question.Lookup(var partition, var spec) ->
          reply(asked, led.lookup(partition, spec), Answer.LookedUp::new);
      case Question.Bounds(var partition) ->
          reply(asked, led.bounds(partition), Answer.BoundsAre::new);
      case Question.DeleteRecords(var partition, var before) ->
          reply(asked, led.deleteRecords(partition, before), Answer.RecordsDeleted::new);
    }
  }

  // ---- appends ----

  private void append(Asked asked, Question.Append append, ByteBuffer bytes) {
    try {
      RecordBatch batch = RecordBatch.wrap(bytes);
      // It was checked where it came in, and has been on a wire since.
      batch.verify();
      Duration timeout = Duration.ofMillis(append.timeoutMs());
      reply(
          asked,
          led.append(new Partitions.Append(append.partition(), batch, append.acks(), timeout)),
          Answer.Appended::new);
    } catch (InvalidBatchException e) {
      reply(asked, new Answer.Refused(new Refusal.CorruptBatch(String.valueOf(e.getMessage()))));
    }
  }

  private void onUnfinished(Asked asked, Question.Append append) {
    long now = System.nanoTime();
    unfinished.values().removeIf(old -> isGivenUp(old, now));
    long withThis = unfinishedBytes + append.load().totalBytes();
    if (!unfinished.isEmpty() && withThis > settings.maxInFlightBytes()) {
      reply(asked, new Answer.Refused(new Refusal.Overloaded("Too many large batches arrive.")));
    } else {
      unfinishedBytes = withThis;
      long deadlineNanos = now + Duration.ofMillis(append.timeoutMs()).toNanos();
      unfinished.put(asked, new Unfinished(append, new Assembly(append.load()), deadlineNanos));
    }
  }

  /** A piece of it was lost, and with it the connection. */
  private boolean isGivenUp(Unfinished old, long nowNanos) {
    boolean late = nowNanos - old.deadlineNanos() >= 0;
    if (late) {
      unfinishedBytes -= old.bytes();
    }
    return late;
  }

  private void onMore(Asked asked, ByteBuffer piece) {
    Unfinished known = unfinished.get(asked);
    if (known != null) {
      known
          .assembly()
          .add(piece)
          .ifPresent(
              bytes -> {
                unfinished.remove(asked);
                unfinishedBytes -= known.bytes();
                append(asked, known.append(), bytes);
              });
    }
  }

  // ---- fetches ----

  private void fetch(Asked asked, Question.Fetch fetch) {
    Duration maxWait = Duration.ofMillis(fetch.maxWaitMs());
    led.fetch(
            new Partitions.Fetch(
                fetch.partition(), fetch.offset(), fetch.minBytes(), fetch.maxBytes(), maxWait))
        .thenAcceptAsync(result -> replyFetched(asked, result), io)
        .exceptionally(failure -> failed(asked, failure));
  }

  private void replyFetched(Asked asked, Result<Partitions.Fetched> result) {
    switch (result) {
      case Result.Refused<Partitions.Fetched>(var refusal) ->
          reply(asked, new Answer.Refused(refusal));
      case Result.Ok<Partitions.Fetched>(var fetched) -> {
        try (var slice = fetched.slice()) {
          ByteBuffer bytes = slice.sizeBytes() == 0 ? ByteBuffer.allocate(0) : slice.toByteBuffer();
          reply(asked, answer(fetched, Load.of(bytes, settings.pieceBytes())));
          Load.rest(
              bytes,
              settings.pieceBytes(),
              piece -> asked.replyTo().tell(new ToClient.More(asked.id(), piece)));
        } catch (IOException e) {
          reply(asked, new Answer.Refused(new Refusal.LogOffline(String.valueOf(e.getMessage()))));
        }
      }
    }
  }

  private static Answer answer(Partitions.Fetched fetched, Load batches) {
    return new Answer.Fetched(
        fetched.slice().nextOffset(),
        fetched.highWatermark(),
        fetched.logStartOffset(),
        fetched.leaderEpoch(),
        batches);
  }

  // ---- answers ----

  private static <T> void reply(
      Asked asked, CompletionStage<Result<T>> answer, Function<T, Answer> form) {
    answer
        .thenAccept(
            result ->
                reply(
                    asked,
                    switch (result) {
                      case Result.Refused<T>(var refusal) -> new Answer.Refused(refusal);
                      case Result.Ok<T>(var value) -> form.apply(value);
                    }))
        .exceptionally(failure -> failed(asked, failure));
  }

  private static Void failed(Asked asked, Throwable failure) {
    LOG.error("A request of another node failed", failure);
    reply(
        asked,
        new Answer.Refused(
            new Refusal.OutcomeUnknown(
                "The partition's node failed; what became of the request is not known.")));
    return null;
  }

  private static void reply(Asked asked, Answer answer) {
    asked.replyTo().tell(new ToClient.Reply(asked.id(), answer));
  }
}
