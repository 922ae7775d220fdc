package io.tukki.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** An ordinary event-sourced entity, with snapshots and deletion, as any application writes one. */
final class ItemsEntity
    extends EventSourcedBehavior<ItemsEntity.Command, SampleEvent, SampleEvent.Items> {

  sealed interface Command {
    record Add(List<String> items, ActorRef<Done> replyTo) implements Command {}

    record Clear(ActorRef<Done> replyTo) implements Command {}

    record Get(ActorRef<List<String>> replyTo) implements Command {}

    record Stop() implements Command {}
  }

  private static final int SNAPSHOT_EVERY = 10;

  private final RetentionCriteria retention;
  private final ActorRef<Long> recovered;

  private ItemsEntity(String id, RetentionCriteria retention, ActorRef<Long> recovered) {
    super(
        PersistenceId.ofUniqueId(id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(20), Duration.ofMillis(100), 0.1));
    this.retention = retention;
    this.recovered = recovered;
  }

  /**
   * @param recovered hears, at each recovery, how many events were replayed in all
   */
  static Behavior<Command> keepingEvents(String id, ActorRef<Long> recovered) {
    return new ItemsEntity(id, RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2), recovered);
  }

  static Behavior<Command> deletingEvents(String id, ActorRef<Long> recovered) {
    return new ItemsEntity(
        id,
        RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1).withDeleteEventsOnSnapshot(),
        recovered);
  }

  private long replayed;

  @Override
  public SampleEvent.Items emptyState() {
    replayed = 0;
    return new SampleEvent.Items(List.of());
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return retention;
  }

  @Override
  public Set<String> tagsFor(SampleEvent event) {
    return Set.of("items", event.getClass().getSimpleName());
  }

  @Override
  public CommandHandler<Command, SampleEvent, SampleEvent.Items> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Command.Add(var items, var replyTo) -> {
            List<SampleEvent> events = new ArrayList<>();
            items.forEach(item -> events.add(new SampleEvent.Added(item, state.items().size())));
            yield Effect().persist(events).thenRun(() -> replyTo.tell(Done.getInstance()));
          }
          case Command.Clear(var replyTo) ->
              Effect()
                  .persist(new SampleEvent.Cleared())
                  .thenRun(() -> replyTo.tell(Done.getInstance()));
          case Command.Get(var replyTo) -> {
            replyTo.tell(state.items());
            yield Effect().none();
          }
          case Command.Stop() -> Effect().stop();
        };
  }

  @Override
  public EventHandler<SampleEvent.Items, SampleEvent> eventHandler() {
    return (state, event) -> {
      replayed++;
      return switch (event) {
        case SampleEvent.Added(var item, var at) -> {
          List<String> items = new ArrayList<>(state.items());
          items.add(item);
          yield new SampleEvent.Items(items);
        }
        case SampleEvent.Cleared() -> new SampleEvent.Items(List.of());
        case SampleEvent.Items items -> items;
      };
    };
  }

  @Override
  public SignalHandler<SampleEvent.Items> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> recovered.tell(replayed))
        .build();
  }
}
