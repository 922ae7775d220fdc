package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.core.log.LogSlice;
import io.tukki.persistence.journal.JournalClient.Outcome;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicationSettings;
import io.tukki.persistence.replication.StoreSettings;
import io.tukki.persistence.replication.Surroundings;
import io.tukki.persistence.replication.Transport;
import io.tukki.persistence.replication.replica.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs whose other replicas never answer, beside one that this node holds alone. */
@Timeout(90)
class NoQuorumTest {

  private static final String LONELY = "lonely|";
  private static final String ALONE = "sample|1";
  private static final ReplicaId GHOST = replica(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path data;

  private DataDirectory directory;
  private LogStore logs;
  private JournalSystem node;

  private static ReplicaId replica(int number) {
    return new ReplicaId(new NodeId(number), new DirectoryId(new UUID(0, number)));
  }

  @BeforeEach
  void start() throws Exception {
    directory =
        DataDirectory.open(
            data,
            () ->
                new NodeIdentity(
                    new io.tukki.core.id.ClusterId(new UUID(1, 1)), new NodeId(1), new UUID(0, 1)));
    ReplicaId self = Surroundings.selfOf(directory.identity());
    logs =
        LogStore.open(
            directory,
            StoreSettings.DEFAULT.withReplication(
                ReplicationSettings.DEFAULT.withTiming(
                    new ReplicationSettings.Timing(
                        Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(500)))),
            new Surroundings(
                self,
                new Silence(),
                id -> Optional.of(id.startsWith(LONELY) ? List.of(self, GHOST) : List.of(self))));
    node = JournalSystem.start(logs);
  }

  @AfterEach
  void stop() {
    node.close();
    logs.close();
    directory.close();
  }

  @Test
  void aRecoveryWithoutAQuorumFailsInTimeAndSaysWhy() {
    TestKit probe = new TestKit(node.system());
    ActorRef lonely = spawn(probe, LONELY + 1);
    probe.watch(lonely);

    assertThat(probe.expectMsgClass(TIMEOUT, Failed.class).why()).isNotEmpty();
    probe.expectTerminated(TIMEOUT, lonely);
  }

  /** More of them than there are permits to recover; each gives its permit back. */
  @Test
  void theyKeepNobodyElseFromRecoveringAndWriting() {
    TestKit others = new TestKit(node.system());
    int many = 120;
    for (int i = 0; i < many; i++) {
      spawn(others, LONELY + i);
    }
    TestKit probe = new TestKit(node.system());
    ActorRef alone = spawn(probe, ALONE);

    probe.expectMsg(TIMEOUT, "recovered");
    for (int i = 0; i < 20; i++) {
      alone.tell("event", probe.getRef());
      probe.expectMsg(TIMEOUT, "written");
    }
    for (int i = 0; i < many; i++) {
      others.expectMsgClass(TIMEOUT, Failed.class);
    }
    alone.tell("event", probe.getRef());
    probe.expectMsg(TIMEOUT, "written");
  }

  @Test
  void writesOfOthersGoOnWhileOneWaitsForItsQuorum() {
    JournalClient lonely = new JournalClient(node.system(), LONELY + 1, "lonely");
    JournalClient alone = new JournalClient(node.system(), ALONE, "alone");
    alone.recover();
    lonely.send(lonely.atomic(1, "never committed"));

    for (int i = 1; i <= 50; i++) {
      assertThat(alone.write(i, "event-" + i)).containsExactly(new Outcome.Written(i));
    }
    assertThat(lonely.outcomes(1)).singleElement().isInstanceOf(Outcome.Failed.class);
    assertThat(alone.write(51, "event-51")).containsExactly(new Outcome.Written(51));
  }

  private ActorRef spawn(TestKit probe, String persistenceId) {
    return node.system()
        .actorOf(Props.create(Writer.class, () -> new Writer(persistenceId, probe.getRef())));
  }

  private record Failed(String why) {}

  /** Tells how it fares. */
  private static final class Writer extends AbstractPersistentActor {

    private final String persistenceId;
    private final ActorRef owner;

    Writer(String persistenceId, ActorRef owner) {
      this.persistenceId = persistenceId;
      this.owner = owner;
    }

    @Override
    public String persistenceId() {
      return persistenceId;
    }

    @Override
    public AbstractActor.Receive createReceiveRecover() {
      return receiveBuilder()
          .match(
              org.apache.pekko.persistence.RecoveryCompleted.class,
              completed -> owner.tell("recovered", self()))
          .matchAny(event -> {})
          .build();
    }

    @Override
    public void onRecoveryFailure(Throwable cause, scala.Option<Object> event) {
      owner.tell(new Failed(String.valueOf(cause)), self());
    }

    @Override
    public AbstractActor.Receive createReceive() {
      return receiveBuilder()
          .match(String.class, event -> persist(event, done -> owner.tell("written", self())))
          .build();
    }
  }

  /** Nobody ever answers. */
  private static final class Silence implements Transport {

    private final AtomicInteger lost = new AtomicInteger();

    @Override
    public void send(ReplicaId to, String log, Message message) {
      lost.incrementAndGet();
    }

    @Override
    public CompletionStage<Void> ship(
        ReplicaId to,
        String log,
        Message.Bulk header,
        long firstOrdinal,
        LogSlice batches,
        Priority priority) {
      batches.close();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void deliverTo(Receiver receiver) {}

    @Override
    public void close() {}
  }
}
