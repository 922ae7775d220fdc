package io.tukki.persistence.journal;

import com.typesafe.config.Config;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.journal.EventAdapters;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Events of one entity as a stream, of the past or live. Live streams are woken by the log as it
 * commits; nothing is polled. Events of partitions are their batches' headers.
 *
 * <p>An event's {@code Offset} is its sequence number. Queries by tag are not offered.
 */
public final class TukkiReadJournal
    implements ReadJournal,
        EventsByPersistenceIdQuery,
        CurrentEventsByPersistenceIdQuery,
        CurrentPersistenceIdsQuery {

  /** For {@code PersistenceQuery.getReadJournalFor}. */
  public static final String IDENTIFIER = "tukki.read-journal";

  private final LogStore logs;
  private final Layouts layouts;
  private final EventAdapters adapters;
  private final int maxBufferedEvents;

  TukkiReadJournal(ExtendedActorSystem system, Config config) {
    String writePlugin = config.getString("write-plugin");
    this.logs = NodeStorage.get(system).logs();
    this.layouts = new Layouts(system, system.settings().config().getConfig(writePlugin));
    this.adapters = Persistence.get(system).adaptersFor(writePlugin);
    this.maxBufferedEvents = config.getInt("max-buffered-events");
  }

  /** Goes on for ever, unless {@code toSequenceNr} comes. */
  @Override
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.lazyCompletionStageSource(
            () ->
                logs.openLog(persistenceId)
                    .thenApply(
                        log ->
                            Source.fromGraph(
                                new EventsSource(
                                    readerOf(log),
                                    fromSequenceNr,
                                    toSequenceNr,
                                    EventsSource.AtTheEnd.WAIT))))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** Ends behind the last event that is there when the stream starts. */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.lazyCompletionStageSource(
            () ->
                logs.reading(() -> logs.exists(persistenceId))
                    .thenCompose(
                        exists ->
                            exists
                                ? logs.openLog(persistenceId)
                                    .thenApply(log -> upToNow(log, fromSequenceNr, toSequenceNr))
                                : CompletableFuture.completedFuture(Source.empty())))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private Source<EventEnvelope, NotUsed> upToNow(
      ReplicatedLog log, long fromSequenceNr, long toSequenceNr) {
    EventsReader reader = readerOf(log);
    long last = Math.min(toSequenceNr, reader.highestSequenceNr());
    return Source.fromGraph(
        new EventsSource(reader, fromSequenceNr, last, EventsSource.AtTheEnd.COMPLETE));
  }

  private EventsReader readerOf(ReplicatedLog log) {
    return new EventsReader(
        logs, log, layouts.of(log.persistenceId()), adapters, maxBufferedEvents);
  }

  /** Entities with ids so long that their directories do not spell them are left out. */
  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return Source.lazyCompletionStage(logs::persistenceIds)
        .mapConcat(ids -> ids)
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }
}
