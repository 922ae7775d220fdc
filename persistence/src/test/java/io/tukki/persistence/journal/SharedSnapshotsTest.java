package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.log.DataDirectory;
import io.tukki.persistence.log.NodeIdentity;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.StoreSettings;
import io.tukki.persistence.replication.Surroundings;
import io.tukki.persistence.transport.LinkIdentity;
import io.tukki.persistence.transport.LinkObserver;
import io.tukki.persistence.transport.TcpTransport;
import io.tukki.persistence.transport.TransportSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with the real transport between them hold one log together. */
@Timeout(120)
class SharedSnapshotsTest {

  private static final String ID = "sample|1";
  private static final ClusterId CLUSTER = new ClusterId(new UUID(7, 7));
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final List<ReplicaId> VOTERS = List.of(replica(1), replica(2));

  @TempDir Path home;

  private final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final ActorSystem sockets =
      ActorSystem.create("sockets", quiet().withFallback(ConfigFactory.load()));
  private Node first;
  private Node second;

  private static Config quiet() {
    return ConfigFactory.parseString("pekko.loglevel = WARNING");
  }

  private static ReplicaId replica(int number) {
    return new ReplicaId(new NodeId(number), new DirectoryId(new UUID(0, number)));
  }

  @BeforeEach
  void start() throws Exception {
    Awaitility.setDefaultTimeout(TIMEOUT);
    first = new Node(1);
    second = new Node(2);
  }

  @AfterEach
  void stop() {
    Awaitility.reset();
    first.close();
    second.close();
    TestKit.shutdownActorSystem(sockets);
  }

  private final class Node implements AutoCloseable {

    final DataDirectory directory;
    final LogStore logs;
    final JournalSystem journal;

    Node(int number) throws Exception {
      directory =
          DataDirectory.open(
              home.resolve("node-" + number),
              () -> new NodeIdentity(CLUSTER, new NodeId(number), new UUID(0, number)));
      TcpTransport transport =
          TcpTransport.start(
                  sockets,
                  new LinkIdentity(CLUSTER, replica(number)),
                  InetSocketAddress.createUnresolved("127.0.0.1", 0),
                  TransportSettings.from(sockets.settings().config()),
                  new TcpTransport.Neighbourhood(
                      node -> Optional.ofNullable(addresses.get(node)),
                      LinkObserver.NONE,
                      Optional.empty()))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      addresses.put(new NodeId(number), transport.boundAddress());
      logs =
          LogStore.open(
              directory,
              StoreSettings.DEFAULT,
              new Surroundings(replica(number), transport, id -> Optional.of(VOTERS)));
      journal = JournalSystem.start(logs);
      // The extension opens with the first who asks; on a follower nobody would.
      NodeStorage.get(journal.system());
    }

    Object ask(Object request) {
      TestKit probe = new TestKit(journal.system());
      ActorRef store =
          Persistence.get(journal.system())
              .snapshotStoreFor("tukki.snapshot-store", ConfigFactory.empty());
      store.tell(request, probe.getRef());
      return probe.receiveOne(TIMEOUT);
    }

    Optional<Object> latestSnapshot() {
      Object answer =
          ask(
              new SnapshotProtocol.LoadSnapshot(
                  ID, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE));
      return scala.jdk.javaapi.OptionConverters.toJava(
              ((SnapshotProtocol.LoadSnapshotResult) answer).snapshot())
          .map(selected -> selected.snapshot());
    }

    Path snapshot(long sequenceNr) {
      return logs.directoryOf(ID).resolve("snapshot-" + sequenceNr);
    }

    void writeAndSave(String writerUuid, int from, int to) {
      JournalClient writer = new JournalClient(journal.system(), ID, writerUuid);
      writer.recover();
      for (int i = from; i <= to; i++) {
        assertThat(writer.write(i, "event-" + i))
            .containsExactly(new JournalClient.Outcome.Written(i));
      }
      assertThat(
              ask(new SnapshotProtocol.SaveSnapshot(SnapshotMetadata.apply(ID, to), "state-" + to)))
          .isInstanceOf(SaveSnapshotSuccess.class);
    }

    @Override
    public void close() {
      journal.close();
      logs.close();
      directory.close();
    }
  }

  @Test
  void whoeverLeadsNextRecoversFromWhatItsLeaderShared() {
    first.writeAndSave("writer-1", 1, 5);
    await().until(() -> Files.exists(second.snapshot(5)));

    assertThat(second.latestSnapshot()).contains("state-5");
    assertThat(new JournalClient(second.journal.system(), ID, "writer-2").replay(6, 99, 99))
        .extracting(JournalClient.Replayed::highestSequenceNr)
        .isEqualTo(5L);
  }

  @Test
  void onlyTheLastFewAreKept() {
    for (int i = 1; i <= 5; i++) {
      first.writeAndSave("writer-" + i, i, i);
    }

    await().until(() -> Files.exists(second.snapshot(5)) && !Files.exists(second.snapshot(2)));
    assertThat(second.snapshot(3)).exists();
    assertThat(second.snapshot(1)).doesNotExist();
  }

  @Test
  void whatIsTornOrForeignIsNotKept() throws Exception {
    first.writeAndSave("writer", 1, 2);
    await().until(() -> Files.exists(second.snapshot(2)));
    byte[] whole = Files.readAllBytes(second.snapshot(2));
    SharedSnapshots taker = new SharedSnapshots(second.logs);

    for (int length = 0; length < whole.length; length++) {
      Files.deleteIfExists(second.snapshot(2));
      taker.take(ID, ByteBuffer.wrap(whole, 0, length).slice());
      assertThat(second.snapshot(2)).doesNotExist();
    }
    taker.take("another|1", ByteBuffer.wrap(whole));
    taker.take(ID, ByteBuffer.wrap("no snapshot at all".getBytes(StandardCharsets.UTF_8)));
    assertThat(second.snapshot(2)).doesNotExist();
    taker.take(ID, ByteBuffer.wrap(whole));
    assertThat(second.snapshot(2)).exists();
  }
}
