package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import io.tukki.core.result.Result;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * The journal plugin {@code tukki.journal}: one actor for all entities of the node. It seats
 * writers, translates their events into record batches and hands those to the logs; it never
 * blocks.
 *
 * <p>Reading the highest sequence number is what each recovery does first, and so is where an
 * incarnation takes over: it waits for the writes under way and fences their writer.
 */
public final class TukkiJournal extends AsyncWriteJournal {

  /** A reign began, or failed to; writes that came too early may go on. */
  private record Begun(String persistenceId) {}

  /** A write that came before its reign had begun. */
  private record Early(
      List<AtomicWrite> writes, CompletableFuture<Iterable<Optional<Exception>>> done) {}

  private static final int FIRST_SWEEP_AT_SEATS = 1024;

  private final LogStore logs;
  private final Reigns reigns;
  private final Layouts layouts;
  private final Map<String, WriterSeat> seats = new HashMap<>();
  private final Map<String, List<Early>> early = new HashMap<>();
  private int sweepAtSeats = FIRST_SWEEP_AT_SEATS;

  /**
   * @param config the plugin's own, as Pekko hands it in
   */
  public TukkiJournal(Config config) {
    NodeStorage storage = NodeStorage.get(context().system());
    this.logs = storage.logs();
    this.reigns = storage.reigns();
    this.layouts = new Layouts(context().system(), config);
  }

  // ---- writing ----

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<AtomicWrite> writes = new ArrayList<>();
    messages.forEach(writes::add);
    String persistenceId = persistenceIdOf(writes);
    WriterSeat seat = seats.get(persistenceId);
    if (seat == null) {
      // Pekko's entities recover first; what writes without gets the log as it stands.
      seat = takeSeat(persistenceId);
    }
    return ScalaFutures.of(
        seat.hasBegun() ? seat.write(writes) : writeWhenBegun(persistenceId, seat, writes));
  }

  /** One request is one entity's: only it can put its writes in order. */
  private static String persistenceIdOf(List<AtomicWrite> writes) {
    String first = writes.getFirst().persistenceId();
    for (int i = 1; i < writes.size(); i++) {
      if (!writes.get(i).persistenceId().equals(first)) {
        throw new IllegalArgumentException(
            "one request writes events of '%s' and of '%s'"
                .formatted(first, writes.get(i).persistenceId()));
      }
    }
    return first;
  }

  private CompletionStage<Iterable<Optional<Exception>>> writeWhenBegun(
      String persistenceId, WriterSeat seat, List<AtomicWrite> writes) {
    Early write = new Early(writes, new CompletableFuture<>());
    early.computeIfAbsent(persistenceId, id -> new ArrayList<>()).add(write);
    seat.leading().whenComplete((led, failure) -> self().tell(new Begun(persistenceId), self()));
    return write.done();
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receivePluginInternal() {
    return ReceiveBuilder.create()
        .match(Begun.class, begun -> writeEarlyOnes(begun.persistenceId()))
        .build()
        .onMessage();
  }

  private void writeEarlyOnes(String persistenceId) {
    WriterSeat seat = seats.get(persistenceId);
    if (seat == null || !seat.hasBegun()) {
      // Another recovery began meanwhile; its own message is still to come.
      return;
    }
    for (Early write : Optional.ofNullable(early.remove(persistenceId)).orElse(List.of())) {
      seat.write(write.writes())
          .whenComplete(
              (results, failure) -> {
                if (failure == null) {
                  write.done().complete(results);
                } else {
                  write.done().completeExceptionally(failure);
                }
              });
    }
  }

  // ---- recovering ----

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return ScalaFutures.of(takeSeat(persistenceId).recovered());
  }

  private WriterSeat takeSeat(String persistenceId) {
    WriterSeat seat =
        WriterSeat.take(
            logs.log(persistenceId),
            layouts.of(persistenceId),
            reigns,
            Optional.ofNullable(seats.get(persistenceId)));
    seats.put(persistenceId, seat);
    sweep();
    return seat;
  }

  /** Seats of deleted logs go, now and then. */
  private void sweep() {
    if (seats.size() >= sweepAtSeats) {
      seats.values().removeIf(this::isOfDeletedLog);
      sweepAtSeats = Math.max(FIRST_SWEEP_AT_SEATS, 2 * seats.size());
    }
  }

  private boolean isOfDeletedLog(WriterSeat seat) {
    boolean deleted = !logs.holds(seat.log());
    if (deleted) {
      reigns.forget(seat.log().persistenceId());
    }
    return deleted;
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    ReplicatedLog log = logs.log(persistenceId);
    JournalLayout layout = layouts.of(persistenceId);
    return ScalaFutures.ofVoid(
        logs.reading(
            () -> {
              if (max > 0) {
                layout.replay(log, fromSequenceNr, toSequenceNr, new AtMost(max, replay));
              }
              return max;
            }));
  }

  /** Passes events on until there are enough. */
  private static final class AtMost implements EventBatches.EventVisitor {

    private final Consumer<PersistentRepr> replay;
    private long left;

    AtMost(long max, Consumer<PersistentRepr> replay) {
      this.left = max;
      this.replay = replay;
    }

    @Override
    public boolean visit(PersistentRepr event) {
      replay.accept(event);
      left--;
      return left > 0;
    }
  }

  // ---- deleting ----

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    JournalLayout layout = layouts.of(persistenceId);
    return ScalaFutures.ofVoid(
        logs.openLog(persistenceId).thenCompose(log -> deleteTo(log, layout, toSequenceNr)));
  }

  private CompletionStage<Result<Long>> deleteTo(
      ReplicatedLog log, JournalLayout layout, long toSequenceNr) {
    long last = Math.min(toSequenceNr, layout.highestSequenceNr(log));
    return last <= 0
        ? CompletableFuture.completedFuture(Result.ok(log.logStartOffset()))
        : logs.reading(() -> layout.offsetBehind(log, last))
            .thenCompose(log::deleteRecordsBefore)
            .thenApply(deleted -> Result.ok(deleted.orThrow()));
  }
}
