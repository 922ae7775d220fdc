package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.OptionConverters;

class SnapshotStoreTest {

  private static final String ID = "sample|1";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;

  private Path data;
  private Path files;
  private JournalSystem node;

  @BeforeEach
  void start() {
    data = directory.resolve("data");
    files = data.resolve("logs/sample%7C1");
    node = JournalSystem.start(data);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Object ask(Object request) {
    TestKit probe = new TestKit(node.system());
    ActorRef store =
        Persistence.get(node.system())
            .snapshotStoreFor("tukki.snapshot-store", ConfigFactory.empty());
    store.tell(request, probe.getRef());
    return probe.receiveOne(TIMEOUT);
  }

  private Object save(long sequenceNr, Object state) {
    return ask(new SnapshotProtocol.SaveSnapshot(SnapshotMetadata.apply(ID, sequenceNr), state));
  }

  /**
   * @return the time that Pekko gave it; the next one's is later
   */
  private long savedAt(long sequenceNr, Object state) {
    long timestampMs = ((SaveSnapshotSuccess) save(sequenceNr, state)).metadata().timestamp();
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.currentTimeMillis() > timestampMs);
    return timestampMs;
  }

  private Object loadAny(SnapshotSelectionCriteria criteria) {
    return ask(new SnapshotProtocol.LoadSnapshot(ID, criteria, Long.MAX_VALUE));
  }

  private Optional<Object> load(SnapshotSelectionCriteria criteria) {
    return OptionConverters.toJava(
            ((SnapshotProtocol.LoadSnapshotResult) loadAny(criteria)).snapshot())
        .map(SelectedSnapshot::snapshot);
  }

  private Optional<Object> loadLatest() {
    return load(SnapshotSelectionCriteria.latest());
  }

  private JournalClient writeEvents(int count) {
    JournalClient writer = new JournalClient(node.system(), ID, "writer");
    writer.recover();
    for (int i = 1; i <= count; i++) {
      writer.write(i, "event-" + i);
    }
    return writer;
  }

  private void damage(long sequenceNr) throws Exception {
    Path file = files.resolve("snapshot-" + sequenceNr);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 0x20;
    Files.write(file, content);
  }

  @Test
  void latestSnapshotIsOfferedAfterARestart() {
    save(3, new SampleEvent.Items(List.of("a")));
    assertThat(save(5, new SampleEvent.Items(List.of("a", "b"))))
        .isInstanceOf(SaveSnapshotSuccess.class);

    node.restart();

    assertThat(loadLatest()).contains(new SampleEvent.Items(List.of("a", "b")));
  }

  @Test
  void criteriaSelectBySequenceNumberAndTime() {
    long ten = savedAt(10, "ten");
    long twenty = savedAt(20, "twenty");
    savedAt(30, "thirty");

    assertThat(load(SnapshotSelectionCriteria.create(25, Long.MAX_VALUE))).contains("twenty");
    assertThat(load(SnapshotSelectionCriteria.create(Long.MAX_VALUE, ten))).contains("ten");
    assertThat(load(SnapshotSelectionCriteria.create(Long.MAX_VALUE, ten - 1))).isEmpty();
    assertThat(load(SnapshotSelectionCriteria.create(20, twenty, 15, ten))).contains("twenty");
    assertThat(load(SnapshotSelectionCriteria.create(19, twenty, 15, 0))).isEmpty();
    assertThat(load(SnapshotSelectionCriteria.none())).isEmpty();
  }

  @Test
  void sameSequenceNumberIsOverwritten() {
    save(10, "old");
    save(10, "new");

    assertThat(loadLatest()).contains("new");
  }

  @Test
  void deletionOfOneTakesThatOfItsTimeOrAny() {
    save(10, "ten");
    long twenty = savedAt(20, "twenty");
    save(30, "thirty");

    assertThat(ask(new SnapshotProtocol.DeleteSnapshot(SnapshotMetadata.apply(ID, 30, 0))))
        .isInstanceOf(DeleteSnapshotSuccess.class);
    assertThat(loadLatest()).contains("twenty");
    ask(new SnapshotProtocol.DeleteSnapshot(SnapshotMetadata.apply(ID, 20, twenty - 1)));
    assertThat(loadLatest()).as("another time's is another snapshot").contains("twenty");
    ask(new SnapshotProtocol.DeleteSnapshot(SnapshotMetadata.apply(ID, 20, twenty)));
    assertThat(loadLatest()).contains("ten");
  }

  @Test
  void deletionByCriteriaTakesThoseThatMatchAll() {
    savedAt(10, "ten");
    long twenty = savedAt(20, "twenty");
    save(30, "thirty");

    assertThat(
            ask(
                new SnapshotProtocol.DeleteSnapshots(
                    ID, SnapshotSelectionCriteria.create(20, twenty - 1))))
        .isInstanceOf(DeleteSnapshotsSuccess.class);
    assertThat(load(SnapshotSelectionCriteria.create(29, Long.MAX_VALUE))).contains("twenty");
    assertThat(load(SnapshotSelectionCriteria.create(19, Long.MAX_VALUE))).isEmpty();
    ask(
        new SnapshotProtocol.DeleteSnapshots(
            ID, SnapshotSelectionCriteria.create(29, Long.MAX_VALUE)));
    assertThat(load(SnapshotSelectionCriteria.create(29, Long.MAX_VALUE))).isEmpty();
    assertThat(loadLatest()).contains("thirty");
    ask(new SnapshotProtocol.DeleteSnapshots(ID, SnapshotSelectionCriteria.latest()));
    assertThat(loadLatest()).isEmpty();
  }

  @Test
  void stateThatCannotBeSerializedFailsItsSaveAndLeavesTheOlderOne() {
    save(1, "good");

    assertThat(save(2, new Object())).isInstanceOf(SaveSnapshotFailure.class);

    assertThat(loadLatest()).contains("good");
    assertThat(files).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void damagedSnapshotIsPassedOverForAnOlderOne() throws Exception {
    writeEvents(10);
    save(4, "four");
    save(8, "eight");

    damage(8);

    assertThat(loadLatest()).contains("four");
  }

  @Test
  void snapshotCutShortIsPassedOverForAnOlderOne() throws Exception {
    save(4, "four");
    save(8, "eight");
    Path file = files.resolve("snapshot-8");
    byte[] content = Files.readAllBytes(file);
    for (int size = 0; size < content.length; size++) {
      Files.write(file, java.util.Arrays.copyOf(content, size));

      assertThat(loadLatest()).contains("four");
    }
  }

  @Test
  void snapshotOfAnotherSequenceNumberIsPassedOver() throws Exception {
    save(4, "four");
    Files.copy(files.resolve("snapshot-4"), files.resolve("snapshot-9"));

    assertThat(loadLatest()).contains("four");
  }

  @Test
  void snapshotBeyondTheEndOfTheLogIsNeverOffered() {
    writeEvents(5);
    save(3, "three");
    save(5, "five");
    save(6, "six");

    assertThat(loadLatest()).contains("five");
  }

  @Test
  void recoveryFailsWhereDeletedEventsAreKeptByADamagedSnapshotOnly() throws Exception {
    JournalClient writer = writeEvents(10);
    save(4, "four");
    save(8, "eight");
    writer.deleteTo(7);
    damage(8);

    assertThat(loadAny(SnapshotSelectionCriteria.latest()))
        .isInstanceOfSatisfying(
            SnapshotProtocol.LoadSnapshotFailed.class,
            failed ->
                assertThat(failed.cause()).hasMessageContaining("events up to 7 are deleted"));
  }

  @Test
  void snapshotsGoWithTheirLog() throws Exception {
    writeEvents(1);
    save(1, "one");

    NodeStorage.get(node.system()).logs().delete(ID).toCompletableFuture().get();

    assertThat(loadLatest()).isEmpty();
    assertThat(files).doesNotExist();
  }

  @Test
  void withAFlushPolicyTheEventsAreSafeBeforeTheirSnapshot() throws Exception {
    node.close();
    node = JournalSystem.start(data, "tukki.persistence.flush.policy = interval");
    writeEvents(3);

    assertThat(save(3, "three")).isInstanceOf(SaveSnapshotSuccess.class);
    node.killAndRestart();

    assertThat(loadLatest()).contains("three");
  }
}
