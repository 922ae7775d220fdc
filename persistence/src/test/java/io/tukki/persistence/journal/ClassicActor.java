package io.tukki.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;

/** A classic persistent actor that persists in every way there is. */
final class ClassicActor extends AbstractPersistentActor {

  /** Persists each without waiting for the one before. */
  record Async(List<String> events) {}

  /** Persists all or none. */
  record Together(List<?> events) {}

  record Get() {}

  private final String persistenceId;
  private final ActorRef observer;
  private final List<String> state = new ArrayList<>();

  private ClassicActor(String persistenceId, ActorRef observer) {
    this.persistenceId = persistenceId;
    this.observer = observer;
  }

  static Props props(String persistenceId, ActorRef observer) {
    return Props.create(ClassicActor.class, () -> new ClassicActor(persistenceId, observer));
  }

  @Override
  public String persistenceId() {
    return persistenceId;
  }

  @Override
  public Receive createReceiveRecover() {
    return receiveBuilder().match(String.class, state::add).build();
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Async.class, this::persistAsync)
        .match(Together.class, together -> persistAll(together.events(), this::persisted))
        .match(Get.class, get -> observer.tell(List.copyOf(state), self()))
        .build();
  }

  private void persistAsync(Async async) {
    async.events().forEach(event -> persistAsync(event, this::persisted));
  }

  private void persisted(Object event) {
    state.add(event.toString());
    observer.tell(event, self());
  }

  @Override
  public void onPersistRejected(Throwable cause, Object event, long sequenceNr) {
    observer.tell("rejected " + sequenceNr, self());
  }

  @Override
  public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
    observer.tell(cause, self());
  }
}
