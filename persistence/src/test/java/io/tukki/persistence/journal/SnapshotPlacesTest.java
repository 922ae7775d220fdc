package io.tukki.persistence.journal;

import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.persistence.replication.StoreFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.OptionConverters;

/**
 * Snapshots of a state that the log never came to, or came away from: another node's history, put
 * beside a log of as many events.
 */
class SnapshotPlacesTest {

  private static final String EVENTS = "sample|1";
  private static final String BATCHES =
      new PartitionId(new TopicId(new UUID(1, 2)), 0).persistenceId();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;

  private Path data;
  private JournalSystem node;
  private int incarnations;

  @BeforeEach
  void start() {
    data = directory.resolve("data");
    node = JournalSystem.start(data);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** One reign for each event, as the epochs tell. */
  private void write(String persistenceId, int from, int to) {
    for (int i = from; i <= to; i++) {
      JournalClient writer =
          new JournalClient(node.system(), persistenceId, "writer-" + ++incarnations);
      writer.recover();
      writer.write(i, persistenceId.equals(EVENTS) ? "event-" + i : batch(i - 1L, "value-" + i));
    }
  }

  private Object ask(Object request) {
    TestKit probe = new TestKit(node.system());
    ActorRef store =
        Persistence.get(node.system())
            .snapshotStoreFor("tukki.snapshot-store", ConfigFactory.empty());
    store.tell(request, probe.getRef());
    return probe.receiveOne(TIMEOUT);
  }

  private void save(String persistenceId, long sequenceNr) {
    assertThat(
            ask(
                new SnapshotProtocol.SaveSnapshot(
                    SnapshotMetadata.apply(persistenceId, sequenceNr), "state-" + sequenceNr)))
        .isInstanceOf(SaveSnapshotSuccess.class);
  }

  private Optional<Object> loadLatest(String persistenceId) {
    Object answer =
        ask(
            new SnapshotProtocol.LoadSnapshot(
                persistenceId, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE));
    return OptionConverters.toJava(((SnapshotProtocol.LoadSnapshotResult) answer).snapshot())
        .map(SelectedSnapshot::snapshot);
  }

  private static Path directoryOf(Path data, String persistenceId) throws IOException {
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      String prefix = persistenceId.equals(EVENTS) ? "sample" : "partition";
      return logs.filter(log -> log.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The other history's logs, with this one's snapshots beside them. */
  private void exchangeLogsFor(Path with) throws IOException {
    node.close();
    Path kept = directory.resolve("kept");
    Files.move(data, kept);
    StoreFixture.copyAsIfKilled(with, data);
    for (String id : new String[] {EVENTS, BATCHES}) {
      try (Stream<Path> files = Files.list(directoryOf(kept, id))) {
        for (Path file : files.toList()) {
          if (file.getFileName().toString().startsWith("snapshot-")) {
            Files.copy(
                file,
                directoryOf(data, id).resolve(file.getFileName().toString()),
                StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    node = JournalSystem.start(data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"events", "batches"})
  void aSnapshotOfEventsThatAreCutIsPassedOver(String kind) throws Exception {
    String id = kind.equals("events") ? EVENTS : BATCHES;
    write(EVENTS, 1, 3);
    write(BATCHES, 1, 3);
    save(id, 2);
    // Here the histories part: the same sequence numbers are written under other epochs.
    Path other = directory.resolve("other");
    StoreFixture.copyAsIfKilled(data, other);
    write(id, 4, 5);
    save(id, 5);
    assertThat(loadLatest(id)).contains("state-5");
    Path here = data;
    node.close();
    try (JournalSystem elsewhere = JournalSystem.start(other)) {
      node = elsewhere;
      // A reign that writes nothing tells them apart.
      new JournalClient(node.system(), id, "nobody").recover();
      write(id, 4, 6);
    }
    node = JournalSystem.start(here);
    exchangeLogsFor(other);

    assertThat(loadLatest(id)).contains("state-2");
  }

  @Test
  void loadingBeginsTheReignThatTheJournalThenUses() {
    write(EVENTS, 1, 2);
    save(EVENTS, 2);
    node.restart();
    assertThat(loadLatest(EVENTS)).contains("state-2");
    long epoch = epoch();
    write(EVENTS, 3, 3);

    assertThat(epoch()).isEqualTo(epoch);
  }

  @Test
  void loadingDoesNotFenceWhoWrites() {
    JournalClient writer = new JournalClient(node.system(), EVENTS, "writer");
    writer.recover();
    writer.write(1, "one");
    save(EVENTS, 1);

    assertThat(loadLatest(EVENTS)).contains("state-1");
    assertThat(writer.write(2, "two")).containsExactly(new JournalClient.Outcome.Written(2));
  }

  @Test
  void aSnapshotOfAPartitionIsOnlySavedByWhoSawItsLog() {
    write(BATCHES, 1, 2);

    assertThat(
            ask(
                new SnapshotProtocol.SaveSnapshot(
                    SnapshotMetadata.apply(BATCHES, 3), "of what is cut")))
        .isNotInstanceOf(SaveSnapshotSuccess.class);
    assertThat(loadLatest(BATCHES)).isEmpty();
  }

  private long epoch() {
    return NodeStorage.get(node.system()).logs().log(EVENTS).leaderEpoch().value();
  }
}
