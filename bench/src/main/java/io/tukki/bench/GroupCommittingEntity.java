package io.tukki.bench;

import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * As little of a partition as can be: a front that collects batches while a persist is under way,
 * and an event-sourced writer behind it that places and persists what was collected. What the
 * journal costs shows through; a real partition adds its rules.
 */
final class GroupCommittingEntity extends AbstractBehavior<GroupCommittingEntity.Command> {

  sealed interface Command {}

  record Append(RecordBatch batch) implements Command {}

  /** So many batches, the oldest that were still waiting, are stored. */
  record Stored(int batches) implements Command {}

  private record Ready() implements Command {}

  private record Round(List<RecordBatch> batches) {}

  private final ActorRef<Round> writer;
  private final ActorRef<Stored> producer;
  private List<RecordBatch> waiting = new ArrayList<>();
  private boolean busy = true;

  private GroupCommittingEntity(
      ActorContext<Command> context, String persistenceId, ActorRef<Stored> producer) {
    super(context);
    this.producer = producer;
    this.writer = context.spawn(new Writer(persistenceId, context.getSelf()), "writer");
  }

  static Behavior<Command> create(String persistenceId, ActorRef<Stored> producer) {
    return Behaviors.setup(context -> new GroupCommittingEntity(context, persistenceId, producer));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Append.class,
            append -> {
              waiting.add(append.batch());
              return writeOn();
            })
        .onMessage(
            Stored.class,
            stored -> {
              producer.tell(stored);
              busy = false;
              return writeOn();
            })
        .onMessage(
            Ready.class,
            ready -> {
              busy = false;
              return writeOn();
            })
        .build();
  }

  private Behavior<Command> writeOn() {
    if (!busy && !waiting.isEmpty()) {
      writer.tell(new Round(waiting));
      waiting = new ArrayList<>(waiting.size());
      busy = true;
    }
    return this;
  }

  /** State is the offset of the next record. */
  private static final class Writer extends EventSourcedBehavior<Round, BatchHeader, Long> {

    private final ActorRef<Command> front;

    Writer(String persistenceId, ActorRef<Command> front) {
      super(PersistenceId.ofUniqueId(persistenceId));
      this.front = front;
    }

    /**
     * Without publishing each event to the system's event stream, which costs as much as storing
     * it.
     */
    @Override
    @SuppressWarnings(
        "unchecked") // A Behavior it is, but Java does not see the class above a trait.
    public Behavior<Round> apply(TypedActorContext<Round> context) {
      Object withoutPublishing = createEventSourcedBehavior().withEventPublishing(false);
      return (Behavior<Round>) withoutPublishing;
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Round, BatchHeader, Long> commandHandler() {
      return (nextOffset, round) -> {
        long offset = nextOffset;
        List<BatchHeader> events = new ArrayList<>(round.batches().size());
        for (RecordBatch batch : round.batches()) {
          batch.placeAt(offset, batch.leaderEpoch());
          offset = batch.nextOffset();
          events.add(batch);
        }
        return Effect()
            .persist(events)
            .thenRun(stored -> front.tell(new Stored(round.batches().size())));
      };
    }

    @Override
    public EventHandler<Long, BatchHeader> eventHandler() {
      return (nextOffset, batch) -> batch.nextOffset();
    }

    @Override
    public SignalHandler<Long> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(RecoveryCompleted.instance(), state -> front.tell(new Ready()))
          .build();
    }
  }
}
