package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.persistence.journal.JournalClient.Outcome;
import io.tukki.persistence.journal.JournalClient.Replayed;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of Pekko Persistence's journals, clause by clause, for events of ordinary entities.
 */
class JournalContractTest {

  private static final String ID = "sample|1";

  @TempDir Path directory;

  private JournalSystem node;
  private JournalClient writer;

  @BeforeEach
  void start() {
    node = JournalSystem.start(directory.resolve("data"));
    writer = client(ID, "writer-1");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JournalClient client(String persistenceId, String writerUuid) {
    return new JournalClient(node.system(), persistenceId, writerUuid);
  }

  private void writeFive() {
    writer.recover();
    writer.write(1, "a-1");
    writer.write(2, "a-2");
    writer.write(writer.atomic(3, "a-3"), writer.atomic(4, "a-4", "a-5"));
  }

  private Replayed recoverAnew() {
    return client(ID, "another").recover();
  }

  @Test
  void everythingWrittenIsReplayedInOrder() {
    writeFive();

    Replayed replayed = recoverAnew();

    assertThat(replayed.payloads()).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");
    assertThat(replayed.sequenceNrs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(replayed.highestSequenceNr()).isEqualTo(5);
  }

  @Test
  void entityThatNeverWroteHasNothing() {
    assertThat(client("nobody|1", "w").recover()).isEqualTo(new Replayed(List.of(), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9999, 9999, 1, 5",
    "3, 9999, 9999, 3, 5",
    "1, 3, 9999, 1, 3",
    "1, 9999, 3, 1, 3",
    "2, 3, 9999, 2, 3",
    "2, 5, 2, 2, 3",
    "2, 2, 9999, 2, 2",
    "2, 4, 1, 2, 2",
    "5, 5, 9999, 5, 5",
    "4, 4, 9999, 4, 4",
    "2, 4, 0, 1, 0",
    "3, 2, 9999, 1, 0",
    "6, 9999, 9999, 1, 0",
  })
  void replayKeepsToItsBounds(long from, long to, long max, int first, int last) {
    writeFive();

    Replayed replayed = client(ID, "another").replay(from, to, max);

    assertThat(replayed.sequenceNrs())
        .isEqualTo(java.util.stream.LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(replayed.highestSequenceNr()).isEqualTo(5);
  }

  @Test
  void deletedEventsAreNotReplayedAndTheHighestSequenceNumberStays() {
    writeFive();

    assertThat(writer.deleteTo(4)).isEqualTo(new DeleteMessagesSuccess(4));

    assertThat(recoverAnew().sequenceNrs()).containsExactly(5L);
    assertThat(recoverAnew().highestSequenceNr()).isEqualTo(5);
  }

  @Test
  void highestSequenceNumberOutlivesTheDeletionOfEverythingAndARestart() {
    writeFive();

    assertThat(writer.deleteTo(Long.MAX_VALUE))
        .isEqualTo(new DeleteMessagesSuccess(Long.MAX_VALUE));
    node.restart();

    assertThat(recoverAnew()).isEqualTo(new Replayed(List.of(), 5));
    JournalClient next = client(ID, "writer-2");
    next.recover();
    assertThat(next.write(6, "a-6")).containsExactly(new Outcome.Written(6));
    assertThat(recoverAnew().payloads()).containsExactly("a-6");
  }

  @Test
  void deletionForAnEntityThatNeverWroteSucceeds() {
    assertThat(client("nobody|2", "w").deleteTo(7)).isEqualTo(new DeleteMessagesSuccess(7));
  }

  @Test
  void replayGoesOnAfterARestartAndAfterKilling() throws Exception {
    writeFive();

    node.restart();
    assertThat(recoverAnew().payloads()).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");

    node.killAndRestart();
    assertThat(recoverAnew().payloads()).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");
  }

  @Test
  void eventThatCannotBeSerializedIsRejectedAndTheOthersAreWritten() {
    writer.recover();

    List<Outcome> outcomes =
        writer.write(
            writer.atomic(1, "b-1"), writer.atomic(2, new Object()), writer.atomic(3, "b-3"));

    assertThat(outcomes.get(0)).isEqualTo(new Outcome.Written(1));
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> {
              assertThat(rejected.sequenceNr()).isEqualTo(2);
              assertThat(rejected.cause()).isInstanceOf(NotSerializableException.class);
            });
    assertThat(outcomes.get(2)).isEqualTo(new Outcome.Written(3));
    assertThat(recoverAnew().sequenceNrs()).containsExactly(1L, 3L);
    assertThat(recoverAnew().highestSequenceNr()).isEqualTo(3);
  }

  @Test
  void writingGoesOnWithTheNextNumberAfterARejection() {
    writer.recover();
    writer.write(1, new Object());
    writer.write(2, new Object());

    assertThat(writer.write(3, "c-3", "c-4"))
        .hasSize(2)
        .allMatch(Outcome.Written.class::isInstance);
    assertThat(writer.write(5, "c-5")).containsExactly(new Outcome.Written(5));

    assertThat(recoverAnew().sequenceNrs()).containsExactly(3L, 4L, 5L);
  }

  @Test
  void oneBadEventRejectsItsWholeAtomicWrite() {
    writer.recover();

    assertThat(writer.write(1, "good", new Object(), "good"))
        .hasSize(3)
        .allMatch(Outcome.Rejected.class::isInstance);

    assertThat(recoverAnew()).isEqualTo(new Replayed(List.of(), 0));
  }

  @Test
  void writeThatIsTooLargeIsRejectedByItsBound() {
    writer.recover();

    List<Outcome> outcomes = writer.write(1, "x".repeat(17 << 20));

    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.cause()).hasMessageContaining("max-write-bytes"));
  }

  @Test
  void everythingThatPekkoSaysOfAnEventIsKept() {
    writer.recover();
    PersistentRepr event =
        writer
            .event(1, new SampleEvent.Added("milk", 42))
            .withManifest("v7")
            .withTimestamp(123456789L)
            .withMetadata(new SampleEvent.Cleared());

    writer.write(org.apache.pekko.persistence.AtomicWrite.apply(event));
    node.restart();

    PersistentRepr replayed = recoverAnew().events().getFirst();
    assertThat(replayed.payload()).isEqualTo(new SampleEvent.Added("milk", 42));
    assertThat(replayed.manifest()).isEqualTo("v7");
    assertThat(replayed.timestamp()).isEqualTo(123456789L);
    assertThat(replayed.writerUuid()).isEqualTo("writer-1");
    assertThat(replayed.persistenceId()).isEqualTo(ID);
    assertThat(replayed.metadata().get()).isEqualTo(new SampleEvent.Cleared());
    assertThat(replayed.deleted()).isFalse();
  }

  @Test
  void writerIsFencedByTheRecoveryOfAnotherIncarnation() {
    writeFive();
    JournalClient successor = client(ID, "writer-2");
    successor.recover();

    Outcome late = writer.write(6, "late").getFirst();

    assertThat(late)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(((RefusedException) failed.cause()).refusal())
                    .isInstanceOf(Refusal.NotLeader.class));
    assertThat(successor.write(6, "mine")).containsExactly(new Outcome.Written(6));
    assertThat(writer.write(7, "later still").getFirst()).isInstanceOf(Outcome.Failed.class);
    assertThat(recoverAnew().payloads()).endsWith("a-5", "mine").hasSize(6);
  }

  @Test
  void recoveryWaitsForTheWritesThatAreUnderWay() {
    writer.recover();
    JournalClient successor = client(ID, "writer-2");
    for (int i = 1; i <= 200; i++) {
      writer.send(writer.atomic(i, "event-" + i));
    }

    Replayed replayed = successor.recover();

    assertThat(writer.outcomes(200)).allMatch(Outcome.Written.class::isInstance);
    assertThat(replayed.highestSequenceNr()).isEqualTo(200);
    assertThat(replayed.events()).hasSize(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4, 7})
  void sequenceNumbersThatDoNotGoOnAreRefused(long sequenceNr) {
    writeFive();

    assertThat(writer.write(sequenceNr, "odd").getFirst()).isInstanceOf(Outcome.Failed.class);

    assertThat(recoverAnew().highestSequenceNr()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partition|not-a-partition",
        "../../outside",
        "a/b\\c:d*e?",
        "häst|馬",
        "with\nline\u0000breaks",
        " ",
        "%41",
      })
  void persistenceIdsMayBeAnyText(String persistenceId) {
    assertThatIdWorks(persistenceId);
  }

  @Test
  void persistenceIdsMayBeLong() {
    assertThatIdWorks("long|" + "x".repeat(3_000));
    assertThatIdWorks("long|" + "x".repeat(3_000) + "y");
  }

  private void assertThatIdWorks(String persistenceId) {
    JournalClient first = client(persistenceId, "w");
    assertThat(first.recover().highestSequenceNr()).isZero();
    first.write(1, "of " + persistenceId);
    node.restart();

    assertThat(client(persistenceId, "x").recover().payloads())
        .containsExactly("of " + persistenceId);
  }

  @Test
  void largeLogIsReplayedWhole() {
    writer.recover();
    String filling = "y".repeat(20_000);
    for (int i = 1; i <= 100; i++) {
      writer.write(i, i + filling);
    }

    Replayed replayed = recoverAnew();

    assertThat(replayed.events()).hasSize(100);
    assertThat(replayed.payloads().get(77)).isEqualTo(78 + filling);
  }

  @Test
  void damagedLogFailsTheRecoveryAndSaysSo() throws Exception {
    writeFive();
    node.system().terminate();
    node.close();
    Path log = directory.resolve("data/logs/sample%7C1");
    byte[] content = java.nio.file.Files.readAllBytes(log.resolve("00000000000000000000.log"));
    content[70] ^= 0x10;
    java.nio.file.Files.write(log.resolve("00000000000000000000.log"), content);
    node = JournalSystem.start(directory.resolve("data"));

    assertThatThrownBy(this::recoverAnew)
        .hasMessage("replay failed")
        .hasCauseInstanceOf(RuntimeException.class);
    // It has told the log, which looks at the whole segment now and whenever it is opened.
    org.awaitility.Awaitility.await()
        .until(() -> java.nio.file.Files.exists(log.resolve("damaged")));
  }
}
