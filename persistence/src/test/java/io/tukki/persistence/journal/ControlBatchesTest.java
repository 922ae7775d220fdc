package io.tukki.persistence.journal;

import static io.tukki.persistence.replication.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.record.BatchHeader;
import io.tukki.core.record.RecordBatch;
import io.tukki.persistence.journal.JournalClient.Outcome;
import io.tukki.persistence.journal.JournalClient.Replayed;
import io.tukki.persistence.replication.Leadership;
import io.tukki.persistence.replication.StoreFixture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs in which batches lie that no entity wrote. In the patterns, {@code e} is an event and {@code
 * C} a control batch; each takes one sequence number.
 */
class ControlBatchesTest {

  private static final String EVENTS = "sample|1";
  private static final String BATCHES =
      new PartitionId(new TopicId(new UUID(1, 2)), 0).persistenceId();

  @TempDir Path directory;

  private StoreFixture store;
  private JournalSystem node;
  private int incarnations;

  @BeforeEach
  void start() throws Exception {
    store = new StoreFixture(directory.resolve("data"));
    node = JournalSystem.start(store);
  }

  @AfterEach
  void stop() {
    node.close();
    store.close();
  }

  private JournalClient client(String persistenceId) {
    return new JournalClient(node.system(), persistenceId, "writer-" + ++incarnations);
  }

  private static String item(long sequenceNr) {
    return "item-" + sequenceNr;
  }

  /** As an entity does that recovers each time its reign has ended. */
  private void write(String persistenceId, String pattern) throws Exception {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == 'C') {
        appendControl(persistenceId);
      } else {
        JournalClient writer = client(persistenceId);
        long sequenceNr = writer.recover().highestSequenceNr() + 1;
        Object event =
            persistenceId.equals(EVENTS)
                ? item(sequenceNr)
                : batch(sequenceNr - 1, item(sequenceNr));
        assertThat(writer.write(sequenceNr, event))
            .containsExactly(new Outcome.Written(sequenceNr));
      }
    }
  }

  private void appendControl(String persistenceId) throws Exception {
    Leadership leadership = store.lead(persistenceId);
    StoreFixture.append(leadership, control(leadership.firstOffset()));
  }

  /** One that says nothing to the replicas: the end of somebody's transaction. */
  private static RecordBatch control(long offset) {
    RecordBatch batch = batch(offset, "not for entities");
    ByteBuffer bytes = batch.bytes();
    bytes.putShort(BatchHeader.ATTRIBUTES, (short) BatchHeader.CONTROL_MASK);
    bytes.putLong(BatchHeader.PRODUCER_ID, 99);
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(BatchHeader.ATTRIBUTES, bytes.limit() - BatchHeader.ATTRIBUTES));
    bytes.putInt(BatchHeader.CRC, (int) crc.getValue());
    return batch;
  }

  private static List<Long> sequenceNrsOf(char kind, String pattern) {
    return java.util.stream.LongStream.rangeClosed(1, pattern.length())
        .filter(nr -> pattern.charAt((int) nr - 1) == kind)
        .boxed()
        .toList();
  }

  private List<EventEnvelope> query(String persistenceId, long from) throws Exception {
    return PersistenceQuery.get(node.system())
        .getReadJournalFor(TukkiReadJournal.class, TukkiReadJournal.IDENTIFIER)
        .currentEventsByPersistenceId(persistenceId, from, Long.MAX_VALUE)
        .runWith(Sink.seq(), SystemMaterializer.get(node.system()).materializer())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cee", "eCe", "eeC", "eCCe", "C", "CC", "CeCCeC"})
  void entitiesDoNotSeeThemButCountThem(String pattern) throws Exception {
    write(EVENTS, pattern);
    List<Long> events = sequenceNrsOf('e', pattern);

    Replayed replayed = client(EVENTS).recover();
    assertThat(replayed.sequenceNrs()).isEqualTo(events);
    assertThat(replayed.payloads())
        .isEqualTo(events.stream().map(ControlBatchesTest::item).toList());
    assertThat(replayed.highestSequenceNr()).isEqualTo(pattern.length());
    assertThat(query(EVENTS, 0).stream().map(EventEnvelope::sequenceNr)).isEqualTo(events);
    for (long from = 1; from <= pattern.length() + 1; from++) {
      long first = from;
      assertThat(query(EVENTS, from).stream().map(EventEnvelope::sequenceNr))
          .isEqualTo(events.stream().filter(nr -> nr >= first).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cee", "eCe", "eeC", "eCCe", "C", "CC", "CeCCeC"})
  void partitionsSeeTheirHeadersAsOfAnyBatch(String pattern) throws Exception {
    write(BATCHES, pattern);

    Replayed replayed = client(BATCHES).recover();
    assertThat(replayed.highestSequenceNr()).isEqualTo(pattern.length());
    assertThat(replayed.payloads()).hasSize(pattern.length());
    for (int i = 0; i < pattern.length(); i++) {
      BatchHeader header = (BatchHeader) replayed.payloads().get(i);
      assertThat(header.baseOffset()).isEqualTo(i);
      assertThat(header.isControl()).isEqualTo(pattern.charAt(i) == 'C');
    }
    assertThat(query(BATCHES, 1)).hasSize(pattern.length());
  }

  @Test
  void aPersistAllGoesOnBehindThem() throws Exception {
    write(EVENTS, "eC");
    JournalClient writer = client(EVENTS);
    writer.recover();
    writer.write(3, "three", "four");
    write(EVENTS, "C");

    Replayed replayed = client(EVENTS).recover();
    assertThat(replayed.sequenceNrs()).containsExactly(1L, 3L, 4L);
    assertThat(replayed.highestSequenceNr()).isEqualTo(5);
  }

  @Test
  void aLiveQueryPassesOverThem() throws Exception {
    var events =
        PersistenceQuery.get(node.system())
            .getReadJournalFor(TukkiReadJournal.class, TukkiReadJournal.IDENTIFIER)
            .eventsByPersistenceId(EVENTS, 0, 6)
            .runWith(Sink.seq(), SystemMaterializer.get(node.system()).materializer());
    write(EVENTS, "CeCCeC");

    assertThat(events.toCompletableFuture().get(10, TimeUnit.SECONDS))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactly(2L, 5L);
  }
}
