package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.log.StorageFullException;
import io.tukki.persistence.replication.FaultyStorage.Operation;
import io.tukki.persistence.replication.StoreFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classic persistent actors, and what they are told when the disk fails under them. */
class ClassicActorsTest {

  private static final String ID = "classic|1";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;

  private StoreFixture store;
  private JournalSystem node;
  private TestKit observer;

  @BeforeEach
  void start() throws Exception {
    store = new StoreFixture(directory.resolve("data"));
    node = JournalSystem.start(store);
    observer = new TestKit(node.system());
  }

  @AfterEach
  void stop() {
    store.storage().heal();
    node.close();
    store.close();
  }

  private ActorRef actor() {
    return node.system().actorOf(ClassicActor.props(ID, observer.getRef()));
  }

  private void restart() throws Exception {
    stop();
    start();
  }

  private Object next() {
    return observer.receiveOne(TIMEOUT);
  }

  private Object stateOf(ActorRef actor) {
    actor.tell(new ClassicActor.Get(), observer.getRef());
    return next();
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "event-" + i).toList();
  }

  private static Refusal refusal(Object failure) {
    assertThat(failure).isInstanceOf(RefusedException.class);
    return ((RefusedException) failure).refusal();
  }

  @Test
  void eventsPersistedAsynchronouslyKeepTheirOrder() throws Exception {
    actor().tell(new ClassicActor.Async(numbered(1_000)), observer.getRef());

    for (String event : numbered(1_000)) {
      assertThat(next()).isEqualTo(event);
    }
    restart();
    assertThat(stateOf(actor())).isEqualTo(numbered(1_000));
  }

  @Test
  void eventsPersistedTogetherAreOneBatch() throws Exception {
    actor().tell(new ClassicActor.Together(List.of("a", "b", "c")), observer.getRef());

    assertThat(List.of(next(), next(), next())).isEqualTo(List.of("a", "b", "c"));
    assertThat(store.logs().log(ID).nextOrdinal()).isEqualTo(2);
    assertThat(store.logs().log(ID).logEndOffset()).isEqualTo(3);
  }

  @Test
  void actorIsToldOfARejectionAndGoesOn() throws Exception {
    ActorRef actor = actor();
    actor.tell(new ClassicActor.Together(List.of("bad", new Object())), observer.getRef());
    assertThat(List.of(next(), next())).isEqualTo(List.of("rejected 1", "rejected 2"));

    actor.tell(new ClassicActor.Async(List.of("good")), observer.getRef());

    assertThat(next()).isEqualTo("good");
    restart();
    assertThat(stateOf(actor())).isEqualTo(List.of("good"));
  }

  @Test
  void failedWriteReachesTheActorAndNothingOfItIsStored() throws Exception {
    ActorRef actor = actor();
    actor.tell(new ClassicActor.Async(List.of("a")), observer.getRef());
    assertThat(next()).isEqualTo("a");
    store.storage().fail(Operation.WRITE, ".log", new IOException("bad cable"));

    actor.tell(new ClassicActor.Together(List.of("b", "c")), observer.getRef());

    assertThat(next()).isInstanceOf(IOException.class).extracting("message").isEqualTo("bad cable");
    store.storage().heal();
    assertThat(stateOf(actor())).isEqualTo(List.of("a"));
  }

  @Test
  void fullDiskReachesTheActorAsARetriableRefusal() {
    ActorRef actor = actor();
    actor.tell(new ClassicActor.Async(List.of("a")), observer.getRef());
    next();
    store.storage().fail(Operation.WRITE, ".log", new StorageFullException("no room"));
    actor.tell(new ClassicActor.Async(List.of("b")), observer.getRef());

    Refusal refusal = refusal(next());

    assertThat(refusal).isInstanceOf(Refusal.StorageFull.class);
    assertThat(refusal.retriable()).isTrue();
    store.storage().heal();
    ActorRef next = actor();
    assertThat(stateOf(next)).isEqualTo(List.of("a"));
    next.tell(new ClassicActor.Async(List.of("c")), observer.getRef());
    assertThat(next()).isEqualTo("c");
  }

  @Test
  void onesFullDiskDoesNotOpenACircuitBreakerForOthers() {
    store
        .storage()
        .fail(
            Operation.WRITE,
            "classic%7C1/00000000000000000000.log",
            new StorageFullException("no room"));
    for (int i = 0; i < 30; i++) {
      actor().tell(new ClassicActor.Async(List.of("x")), observer.getRef());
      assertThat(refusal(next())).isInstanceOf(Refusal.StorageFull.class);
    }

    node.system()
        .actorOf(ClassicActor.props("classic|2", observer.getRef()))
        .tell(new ClassicActor.Async(List.of("fine")), observer.getRef());

    assertThat(next()).isEqualTo("fine");
  }
}
