package io.tukki.actors.partition;

import io.tukki.actors.partition.PartitionCommand.RoundDone;
import io.tukki.actors.partition.PartitionCommand.WriterReady;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.partition.AppendDecision;
import io.tukki.core.partition.AppendRound;
import io.tukki.core.partition.PartitionSnapshot;
import io.tukki.core.partition.PartitionState;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.TimestampType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The event-sourced half of a partition: its journal is the partition's log, the n-th event the
 * n-th batch. One round of appends is one persist. It has one command at a time, since the front
 * hands it the next round only when this one is done; and it stops when a persist fails, since
 * nobody knows then what is in the log before it has been read again.
 */
final class PartitionWriter
    extends EventSourcedBehavior<PartitionWriter.Command, BatchHeader, PartitionState> {

  /** What the front tells its writer. */
  sealed interface Command {}

  record Write(List<RecordBatch> batches, TimestampType timestampType) implements Command {}

  /** Save what spares the next writer a long replay, and stop. */
  record Finish() implements Command {}

  private record Finished() implements Command {}

  private record OlderForgotten(Optional<Throwable> failure) implements Command {}

  /** Where a writer belongs. */
  record Owner(PartitionId partition, PartitionLog log, ActorRef<PartitionCommand> front) {}

  /**
   * It stops when a persist fails. Why is the front's to say, which knows what is ordinary: Pekko's
   * own strategy for stopping would tell of each lost leadership as an error, with a stack.
   */
  private static final BackoffSupervisorStrategy STOP_QUIETLY =
      SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0)
          .withMaxRestarts(0)
          .withLoggingEnabled(false);

  private final Owner owner;
  private final PartitionSettings settings;
  private final ActorContext<Command> context;
  private final Clock clock;
  private final SnapshotStore snapshots;

  /** When the events under way count as seen; of replayed ones it is only known that they were. */
  private long nowMs;

  private long bytesSinceSnapshot;
  private int batchesSinceSnapshot;

  private PartitionWriter(
      Owner owner, PartitionSettings settings, Clock clock, ActorContext<Command> context) {
    super(PersistenceId.ofUniqueId(owner.partition().persistenceId()), STOP_QUIETLY);
    this.owner = owner;
    this.settings = settings;
    this.context = context;
    this.clock = clock;
    this.snapshots =
        new SnapshotStore(
            context.getSystem(), owner.partition().persistenceId(), settings.snapshots().timeout());
    this.nowMs = clock.millis();
  }

  static Behavior<Command> create(Owner owner, PartitionSettings settings, Clock clock) {
    return Behaviors.setup(context -> new PartitionWriter(owner, settings, clock, context));
  }

  /**
   * Without publishing each event to the system's event stream: nobody listens there for batches,
   * and it costs as much as storing them.
   */
  @Override
  @SuppressWarnings("unchecked") // a Behavior it is, but Java does not see the class above a trait
  public Behavior<Command> apply(TypedActorContext<Command> typed) {
    Object withoutPublishing = createEventSourcedBehavior().withEventPublishing(false);
    return (Behavior<Command>) withoutPublishing;
  }

  @Override
  public PartitionState emptyState() {
    return PartitionState.empty(settings.appends().producers());
  }

  @Override
  public CommandHandler<Command, BatchHeader, PartitionState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Write write -> onWrite(state, write);
          case Finish finish -> onFinish(state);
          case Finished finished -> Effect().stop();
          case OlderForgotten(var failure) -> onForgotten(failure);
        };
  }

  private Effect<BatchHeader, PartitionState> onWrite(PartitionState state, Write write) {
    nowMs = clock.millis();
    AppendDecision decision =
        state.decide(
            new AppendRound(
                write.batches(), owner.log().leaderEpoch(), write.timestampType(), nowMs));
    return Effect()
        .persist(decision.events())
        .thenRun(after -> owner.front().tell(new RoundDone(decision.verdicts())));
  }

  @Override
  public EventHandler<PartitionState, BatchHeader> eventHandler() {
    return (state, batch) -> {
      state.evolve(batch, nowMs);
      bytesSinceSnapshot += batch.sizeBytes();
      batchesSinceSnapshot++;
      return state;
    };
  }

  @Override
  public SignalHandler<PartitionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.class,
            (state, signal) -> {
              state.resumeAt(owner.log().logEndOffset());
              owner.front().tell(new WriterReady());
            })
        .onSignal(SnapshotCompleted.class, (state, signal) -> forgetOlderThan(signal))
        .build();
  }

  // ---- snapshots ----

  @Override
  public boolean shouldSnapshot(PartitionState state, BatchHeader event, long sequenceNumber) {
    boolean due =
        bytesSinceSnapshot >= settings.snapshots().everyBytes()
            || batchesSinceSnapshot >= settings.snapshots().everyBatches();
    if (due) {
      bytesSinceSnapshot = 0;
      batchesSinceSnapshot = 0;
    }
    return due;
  }

  private void forgetOlderThan(SnapshotCompleted completed) {
    long sequenceNumber = completed.getSnapshotMetadata().sequenceNr();
    context.pipeToSelf(
        snapshots.deleteBefore(sequenceNumber),
        (done, failure) -> new OlderForgotten(Optional.ofNullable(failure)));
  }

  private Effect<BatchHeader, PartitionState> onForgotten(Optional<Throwable> failure) {
    failure.ifPresent(
        cause ->
            context
                .getLog()
                .warn("Older snapshots of {} stay: {}", owner.partition(), cause.toString()));
    return Effect().none();
  }

  private Effect<BatchHeader, PartitionState> onFinish(PartitionState state) {
    if (batchesSinceSnapshot < settings.snapshots().whenStoppingAfterBatches()) {
      return Effect().stop();
    }
    context.pipeToSelf(
        snapshots.save(lastSequenceNumber(context), state.snapshot()),
        // Without it the next writer replays more; that is all.
        (saved, failure) -> new Finished());
    return Effect().none();
  }

  @Override
  public SnapshotAdapter<PartitionState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(PartitionState state) {
        return state.snapshot();
      }

      @Override
      public PartitionState fromJournal(Object from) {
        return PartitionState.of((PartitionSnapshot) from, settings.appends().producers());
      }
    };
  }
}
