package io.tukki.persistence.journal;

import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.log.LogSlice;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.record.StoredBatchHeader;
import io.tukki.persistence.journal.JournalClient.Outcome;
import io.tukki.persistence.journal.JournalClient.Replayed;
import io.tukki.persistence.replication.TestBatches;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition's journal: record batches in, headers out. */
class BatchJournalTest {

  private static final PartitionId PARTITION = new PartitionId(new TopicId(new UUID(1, 2)), 0);
  private static final String ID = PARTITION.persistenceId();

  @TempDir Path directory;

  private JournalSystem node;
  private JournalClient writer;

  @BeforeEach
  void start() {
    node = JournalSystem.start(directory.resolve("data"));
    writer = client("writer-1");
    writer.recover();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JournalClient client(String writerUuid) {
    return new JournalClient(node.system(), ID, writerUuid);
  }

  private static BatchHeader header(Replayed replayed, int index) {
    return (BatchHeader) replayed.payloads().get(index);
  }

  @Test
  void batchesAreStoredByteForByteButForTheEpoch() throws Exception {
    RecordBatch first = batch(0, "a", "b");
    RecordBatch second = batch(2, "c");
    writer.write(1, first, second);

    ByteBuffer expected = ByteBuffer.allocate(first.sizeBytes() + second.sizeBytes());
    expected.put(first.bytes()).put(second.bytes()).flip();
    assertThat(first.leaderEpoch()).isEqualTo(new LeaderEpoch(1));
    Path segment =
        directory.resolve(
            "data/logs/partition%7CAAAAAAAAAAEAAAAAAAAAAg-0/00000000000000000000.log");
    assertThat(ByteBuffer.wrap(Files.readAllBytes(segment))).isEqualTo(expected);
  }

  @Test
  void headersAreReplayedWithOrdinalsForSequenceNumbers() {
    writer.write(1, batch(0, "a", "b", "c"));
    writer.write(
        writer.atomic(2, batch(3, "d")), writer.atomic(3, batch(4, "e", "f"), batch(6, "g")));

    Replayed replayed = client("another").recover();

    assertThat(replayed.sequenceNrs()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(replayed.highestSequenceNr()).isEqualTo(4);
    assertThat(replayed.payloads()).allMatch(StoredBatchHeader.class::isInstance);
    assertThat(header(replayed, 2).baseOffset()).isEqualTo(4);
    assertThat(header(replayed, 2).recordCount()).isEqualTo(2);
  }

  @Test
  void replayKeepsToItsBoundsInOrdinals() {
    for (int i = 0; i < 5; i++) {
      writer.write(i + 1, batch(2L * i, "x", "y"));
    }

    assertThat(client("another").replay(2, 4, 9).sequenceNrs()).containsExactly(2L, 3L, 4L);
    assertThat(client("another").replay(4, 99, 1).sequenceNrs()).containsExactly(4L);
    assertThat(client("another").replay(6, 99, 9).sequenceNrs()).isEmpty();
  }

  @Test
  void batchesOfSuccessiveReignsPassTheReplayFilter() throws Exception {
    writer.write(1, batch(0, "a"));
    JournalClient second = client("writer-2");
    second.recover();
    second.write(2, batch(1, "b"));
    second.write(3, batch(2, "c"));
    node.killAndRestart();
    JournalClient third = client("writer-3");
    third.recover();
    third.write(4, batch(3, "d"));

    Replayed replayed = client("another").recover();

    assertThat(replayed.sequenceNrs()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(replayed.events().stream().map(PersistentRepr::writerUuid))
        .containsExactly("epoch-1", "epoch-2", "epoch-2", "epoch-3");
  }

  @Test
  void misplacedBatchFailsAndNothingIsWritten() {
    writer.write(1, batch(0, "a"));

    assertThat(writer.write(2, batch(7, "b")).getFirst()).isInstanceOf(Outcome.Failed.class);

    assertThat(client("another").recover().highestSequenceNr()).isEqualTo(1);
  }

  @Test
  void anythingButABatchIsRejected() {
    assertThat(writer.write(1, "no batch").getFirst()).isInstanceOf(Outcome.Rejected.class);
    PersistentRepr withMetadata = writer.event(2, batch(0, "a")).withMetadata("meta");
    assertThat(writer.write(AtomicWrite.apply(withMetadata)).getFirst())
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(client("another").recover().highestSequenceNr()).isZero();
  }

  @Test
  void batchesOfAnOrdinaryEntityAreRejectedToo() {
    JournalClient other = new JournalClient(node.system(), "sample|1", "w");
    other.recover();

    assertThat(other.write(1, batch(0, "a")).getFirst()).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void deletionUpToAnOrdinalMovesTheLogStartBehindItsBatch() throws Exception {
    writer.write(1, batch(0, "a", "b"), batch(2, "c"), batch(3, "d", "e"));

    assertThat(writer.deleteTo(2)).isEqualTo(new DeleteMessagesSuccess(2));

    var log = NodeStorage.get(node.system()).logs().log(ID);
    assertThat(log.logStartOffset()).isEqualTo(3);
    assertThat(client("another").recover().sequenceNrs()).containsExactly(3L);
    assertThat(writer.deleteTo(1)).isEqualTo(new DeleteMessagesSuccess(1));
    assertThat(writer.deleteTo(99)).isEqualTo(new DeleteMessagesSuccess(99));
    assertThat(client("again").recover()).isEqualTo(new Replayed(List.of(), 3));
  }

  @Test
  void doorsReadThroughTheSameStoreWhatTheJournalWrote() throws Exception {
    writer.write(1, batch(0, "a", "b"));

    var logs = NodeStorage.get(node.system()).logs();
    try (LogSlice slice =
        logs.open(PARTITION).toCompletableFuture().get().read(0, 1_000).orThrow()) {
      assertThat(TestBatches.values(slice.toByteBuffer())).containsExactly("a", "b");
    }
  }
}
