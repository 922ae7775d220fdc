package io.tukki.persistence.journal;

import static io.tukki.persistence.replication.TestBatches.batch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.core.id.PartitionId;
import io.tukki.core.id.TopicId;
import io.tukki.core.record.BatchHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadJournalTest {

  private static final String ID = "sample|1";

  @TempDir Path directory;

  private JournalSystem node;
  private JournalClient writer;
  private TukkiReadJournal queries;
  private Materializer materializer;

  @BeforeEach
  void start() {
    node = JournalSystem.start(directory.resolve("data"));
    writer = new JournalClient(node.system(), ID, "writer");
    writer.recover();
    queries =
        PersistenceQuery.get(node.system())
            .getReadJournalFor(TukkiReadJournal.class, TukkiReadJournal.IDENTIFIER);
    materializer = SystemMaterializer.get(node.system()).materializer();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, SECONDS);
  }

  private void write(int from, int to) {
    for (int i = from; i <= to; i++) {
      writer.write(i, "event-" + i);
    }
  }

  private List<Long> sequenceNrs(Source<EventEnvelope, NotUsed> events) throws Exception {
    return await(events.map(EventEnvelope::sequenceNr).runWith(Sink.seq(), materializer));
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void currentEventsEndWithTheLast() throws Exception {
    write(1, 5);

    assertThat(sequenceNrs(queries.currentEventsByPersistenceId(ID, 0, Long.MAX_VALUE)))
        .isEqualTo(range(1, 5));
    assertThat(sequenceNrs(queries.currentEventsByPersistenceId(ID, 2, 4))).isEqualTo(range(2, 4));
    assertThat(sequenceNrs(queries.currentEventsByPersistenceId(ID, 6, 9))).isEmpty();
  }

  @Test
  void currentEventsOfNobodyAreNoneAndMakeNoLog() throws Exception {
    assertThat(sequenceNrs(queries.currentEventsByPersistenceId("nobody|1", 0, 9))).isEmpty();
    assertThat(await(queries.currentPersistenceIds().runWith(Sink.seq(), materializer)))
        .containsExactly(ID);
  }

  @Test
  void moreEventsThanAreBufferedComeInSeveralReads() throws Exception {
    write(1, 700);

    assertThat(sequenceNrs(queries.currentEventsByPersistenceId(ID, 0, Long.MAX_VALUE)))
        .isEqualTo(range(1, 700));
  }

  @Test
  void envelopesTellAllThatIsKnown() throws Exception {
    writer.write(
        org.apache.pekko.persistence.AtomicWrite.apply(
            writer.event(1, new SampleEvent.Added("milk", 7)).withTimestamp(99).withMetadata("m")));

    EventEnvelope envelope =
        await(queries.currentEventsByPersistenceId(ID, 0, 9).runWith(Sink.head(), materializer));

    assertThat(envelope.event()).isEqualTo(new SampleEvent.Added("milk", 7));
    assertThat(envelope.offset()).isEqualTo(Offset.sequence(1));
    assertThat(envelope.persistenceId()).isEqualTo(ID);
    assertThat(envelope.timestamp()).isEqualTo(99);
    assertThat(envelope.getEventMetaData()).contains("m");
  }

  @Test
  void liveEventsComeAsTheyAreCommitted() throws Exception {
    write(1, 2);
    SinkQueueWithCancel<EventEnvelope> live =
        queries.eventsByPersistenceId(ID, 2, Long.MAX_VALUE).runWith(Sink.queue(), materializer);

    assertThat(await(live.pull()).orElseThrow().sequenceNr()).isEqualTo(2);
    CompletionStage<java.util.Optional<EventEnvelope>> next = live.pull();
    assertThat(next.toCompletableFuture()).isNotDone();
    write(3, 5);

    assertThat(await(next).orElseThrow().sequenceNr()).isEqualTo(3);
    assertThat(await(live.pull()).orElseThrow().sequenceNr()).isEqualTo(4);
    assertThat(await(live.pull()).orElseThrow().sequenceNr()).isEqualTo(5);
    live.cancel();
  }

  @Test
  void liveEventsEndBehindTheLastThatIsAskedFor() throws Exception {
    CompletionStage<List<EventEnvelope>> three =
        queries.eventsByPersistenceId(ID, 0, 3).runWith(Sink.seq(), materializer);

    write(1, 4);

    assertThat(await(three)).hasSize(3);
  }

  @Test
  void liveEventsAreNotMissedWhateverTheTiming() throws Exception {
    CompletionStage<List<Long>> all =
        queries
            .eventsByPersistenceId(ID, 0, 500)
            .map(EventEnvelope::sequenceNr)
            .runWith(Sink.seq(), materializer);

    write(1, 500);

    assertThat(await(all)).isEqualTo(range(1, 500));
  }

  @Test
  void eventsOfAPartitionAreItsBatchesHeaders() throws Exception {
    PartitionId partition = new PartitionId(new TopicId(new UUID(1, 2)), 0);
    JournalClient entity = new JournalClient(node.system(), partition.persistenceId(), "w");
    entity.recover();
    entity.write(1, batch(0, "a", "b"), batch(2, "c"));

    List<EventEnvelope> events =
        await(
            queries
                .currentEventsByPersistenceId(partition.persistenceId(), 2, Long.MAX_VALUE)
                .runWith(Sink.seq(), materializer));

    assertThat(events).singleElement().extracting(EventEnvelope::sequenceNr).isEqualTo(2L);
    assertThat(((BatchHeader) events.getFirst().event()).baseOffset()).isEqualTo(2);
  }

  @Test
  void scalaCallersGetTheSame() throws Exception {
    write(1, 2);

    ScalaReadJournal scala =
        PersistenceQuery.get(node.system()).readJournalFor(TukkiReadJournal.IDENTIFIER);

    assertThat(
            await(
                scala
                    .currentEventsByPersistenceId(ID, 0, 9)
                    .asJava()
                    .map(EventEnvelope::sequenceNr)
                    .runWith(Sink.seq(), materializer)))
        .isEqualTo(range(1, 2));
  }
}
