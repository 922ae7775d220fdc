package io.tukki.persistence.journal;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks the journal's protocol as one incarnation of one entity does, message by message. */
final class JournalClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int INSTANCE = 1;

  private final TestKit probe;
  private final ActorRef journal;
  private final String persistenceId;
  private final String writerUuid;

  JournalClient(ActorSystem system, String persistenceId, String writerUuid) {
    this.probe = new TestKit(system);
    this.journal = Persistence.get(system).journalFor("tukki.journal", ConfigFactory.empty());
    this.persistenceId = persistenceId;
    this.writerUuid = writerUuid;
  }

  /** What became of one event. */
  sealed interface Outcome {
    record Written(long sequenceNr) implements Outcome {}

    record Rejected(long sequenceNr, Throwable cause) implements Outcome {}

    record Failed(long sequenceNr, Throwable cause) implements Outcome {}
  }

  /** What a recovery brought. */
  record Replayed(List<PersistentRepr> events, long highestSequenceNr) {

    List<Object> payloads() {
      return events.stream().map(PersistentRepr::payload).collect(Collectors.toList());
    }

    List<Long> sequenceNrs() {
      return events.stream().map(PersistentRepr::sequenceNr).collect(Collectors.toList());
    }
  }

  PersistentRepr event(long sequenceNr, Object payload) {
    return PersistentRepr.apply(
        payload, sequenceNr, persistenceId, "", false, ActorRef.noSender(), writerUuid);
  }

  AtomicWrite atomic(long firstSequenceNr, Object... payloads) {
    List<PersistentRepr> events = new ArrayList<>();
    for (int i = 0; i < payloads.length; i++) {
      events.add(event(firstSequenceNr + i, payloads[i]));
    }
    return AtomicWrite.apply(CollectionConverters.asScala(events).toList());
  }

  /** One atomic write of these events. */
  List<Outcome> write(long firstSequenceNr, Object... payloads) {
    return write(atomic(firstSequenceNr, payloads));
  }

  List<Outcome> write(AtomicWrite... writes) {
    send(writes);
    return outcomes(Arrays.stream(writes).mapToInt(AtomicWrite::size).sum());
  }

  void send(AtomicWrite... writes) {
    List<PersistentEnvelope> envelopes = List.of(writes);
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.asScala(envelopes).toList(), probe.getRef(), INSTANCE),
        probe.getRef());
  }

  List<Outcome> outcomes(int events) {
    List<Outcome> outcomes = new ArrayList<>();
    while (outcomes.size() < events) {
      switch (probe.receiveOne(TIMEOUT)) {
        case JournalProtocol.WriteMessageSuccess written ->
            outcomes.add(new Outcome.Written(written.persistent().sequenceNr()));
        case JournalProtocol.WriteMessageRejected rejected ->
            outcomes.add(new Outcome.Rejected(rejected.message().sequenceNr(), rejected.cause()));
        case JournalProtocol.WriteMessageFailure failed ->
            outcomes.add(new Outcome.Failed(failed.message().sequenceNr(), failed.cause()));
        case JournalProtocol.WriteMessagesFailed all -> {}
        case JournalProtocol.Response answer -> {}
        case Object other -> throw new AssertionError("unexpected: " + other);
      }
    }
    return outcomes;
  }

  Replayed recover() {
    return replay(0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Replayed replay(long from, long to, long max) {
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, persistenceId, probe.getRef()),
        probe.getRef());
    List<PersistentRepr> events = new ArrayList<>();
    while (true) {
      switch (probe.receiveOne(TIMEOUT)) {
        case JournalProtocol.ReplayedMessage replayed -> events.add(replayed.persistent());
        case JournalProtocol.RecoverySuccess success -> {
          return new Replayed(events, success.highestSequenceNr());
        }
        case JournalProtocol.ReplayMessagesFailure failed ->
            throw new AssertionError("replay failed", failed.cause());
        case Object other -> throw new AssertionError("unexpected: " + other);
      }
    }
  }

  Object deleteTo(long sequenceNr) {
    journal.tell(
        new JournalProtocol.DeleteMessagesTo(persistenceId, sequenceNr, probe.getRef()),
        probe.getRef());
    return probe.receiveOne(TIMEOUT);
  }
}
