package io.tukki.actors.partition.remote;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The partitions that another node leads. Answers come on the client's threads, never on the
 * caller's own before the call returns. Thread-safe.
 */
final class Peer implements Partitions {

  private final PartitionClient client;
  private final ActorRef<ToServer> server;
  private final InFlight inFlight;
  private final Map<PartitionId, Long> highWatermarks = new ConcurrentHashMap<>();
  private volatile boolean gone;

  Peer(PartitionClient client, ActorRef<ToServer> server) {
    this.client = client;
    this.server = server;
    this.inFlight =
        new InFlight(client.settings().maxInFlight(), client.settings().maxInFlightBytes());
  }

  // ---- what is asked ----

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    ByteBuffer bytes = request.batch().bytes();
    int pieceBytes = client.settings().pieceBytes();
    Question question =
        new Question.Append(
            request.partition(),
            request.acks(),
            request.timeout().toMillis(),
            Load.of(bytes, pieceBytes));
    Pending<AppendResult> pending = pending(bytes.remaining(), request.timeout(), Peer::appended);
    return ask(
        pending,
        id -> {
          server.tell(new ToServer.Request(id, client.answers(), question));
          Load.rest(
              bytes,
              pieceBytes,
              piece -> server.tell(new ToServer.More(id, client.answers(), piece)));
        });
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    int maxBytes = Math.min(request.maxBytes(), mostBytesOf(request));
    Question question =
        new Question.Fetch(
            request.partition(),
            request.offset(),
            request.minBytes(),
            maxBytes,
            request.maxWait().toMillis());
    Pending<Fetched> pending =
        pending(
            maxBytes,
            request.maxWait().plus(client.settings().answerTimeout()),
            answer -> fetched(request.partition(), answer));
    return ask(
        pending, id -> server.tell(new ToServer.Request(id, client.bulkAnswers(), question)));
  }

  /**
   * Whoever reads on at the end will most likely wait, and a hundred who wait should not reserve
   * room for a hundred full answers.
   */
  private int mostBytesOf(Fetch request) {
    Long highWatermark = highWatermarks.get(request.partition());
    return highWatermark != null && request.offset() >= highWatermark
        ? client.settings().maxTailFetchBytes()
        : client.settings().maxFetchBytes();
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return askBriefly(new Question.Lookup(partition, spec), Peer::lookedUp);
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return askBriefly(new Question.Bounds(partition), Peer::bounds);
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return askBriefly(new Question.DeleteRecords(partition, beforeOffset), Peer::recordsDeleted);
  }

  private <T> CompletionStage<Result<T>> askBriefly(
      Question question, Function<Answer, T> meaning) {
    return ask(
        pending(0, client.settings().answerTimeout(), meaning),
        id -> server.tell(new ToServer.Request(id, client.answers(), question)));
  }

  // ---- asking ----

  /** Sends the question under the number it was given. */
  @FunctionalInterface
  private interface Sending {
    void send(long id);
  }

  private <T> Pending<T> pending(long bytes, Duration patience, Function<Answer, T> meaning) {
    return new Pending<>(this, bytes, System.nanoTime() + patience.toNanos(), meaning);
  }

  private <T> CompletionStage<Result<T>> ask(Pending<T> pending, Sending sending) {
    if (!inFlight.tryTake(pending.reservedBytes())) {
      return client.refused(tooMuch());
    }
    long id = client.register(pending);
    if (gone) {
      // Whoever sweeps up after a node that is gone may have been here before.
      client.forget(id);
      return client.refused(new Refusal.NotLeader("The node that led the partition is gone."));
    }
    sending.send(id);
    return pending.promise();
  }

  private Refusal tooMuch() {
    return new Refusal.Overloaded(
        "%d requests or %d bytes are on their way to the partition's node already."
            .formatted(client.settings().maxInFlight(), client.settings().maxInFlightBytes()));
  }

  // ---- the client ----

  ActorRef<ToServer> server() {
    return server;
  }

  void answered(Pending<?> pending) {
    inFlight.giveBack(pending.reservedBytes());
  }

  void noteGone() {
    gone = true;
  }

  // ---- what is answered ----

  private static AppendResult appended(Answer answer) {
    if (answer instanceof Answer.Appended(var result)) {
      return result;
    }
    throw anotherThan("where a batch is", answer);
  }

  private Fetched fetched(PartitionId partition, Answer answer) {
    if (answer instanceof Answer.Fetched fetched) {
      highWatermarks.put(partition, fetched.highWatermark());
      return new Fetched(
          new ReceivedSlice(fetched.batches().firstPiece(), fetched.nextOffset()),
          fetched.highWatermark(),
          fetched.logStartOffset(),
          fetched.leaderEpoch());
    }
    throw anotherThan("batches", answer);
  }

  private static TimestampLookup lookedUp(Answer answer) {
    if (answer instanceof Answer.LookedUp(var result)) {
      return result;
    }
    throw anotherThan("an offset", answer);
  }

  private static Bounds bounds(Answer answer) {
    if (answer instanceof Answer.BoundsAre(var bounds)) {
      return bounds;
    }
    throw anotherThan("bounds", answer);
  }

  private static Long recordsDeleted(Answer answer) {
    if (answer instanceof Answer.RecordsDeleted(var start)) {
      return start;
    }
    throw anotherThan("where the log starts", answer);
  }

  private static IllegalStateException anotherThan(String expected, Answer answer) {
    return new IllegalStateException("asked for %s, answered %s".formatted(expected, answer));
  }

  @Override
  public String toString() {
    return server.path().address().toString();
  }
}
