package io.tukki.persistence.journal;

import io.tukki.core.log.PartitionLog.Subscription;
import io.tukki.persistence.replication.LogStore;
import io.tukki.persistence.replication.ReplicatedLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.EventAdapters;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import scala.collection.Iterator;

/** Reads one entity's events for queries, some at a time, through the journal's event adapters. */
final class EventsReader {

  /**
   * Some events in order.
   *
   * @param nextSequenceNr where to go on
   */
  record Chunk(List<EventEnvelope> events, long nextSequenceNr) {}

  private final LogStore logs;
  private final ReplicatedLog log;
  private final JournalLayout layout;
  private final EventAdapters adapters;
  private final int maxEvents;

  EventsReader(
      LogStore logs,
      ReplicatedLog log,
      JournalLayout layout,
      EventAdapters adapters,
      int maxEvents) {
    this.logs = logs;
    this.log = log;
    this.layout = layout;
    this.adapters = adapters;
    this.maxEvents = maxEvents;
  }

  long highestSequenceNr() {
    return layout.highestSequenceNr(log);
  }

  /** Hears of each commit, on a thread of the storage. */
  Subscription onCommit(Runnable listener) {
    return log.onHighWatermark(offset -> listener.run());
  }

  /** Committed events from one sequence number to another; an empty chunk means there are none. */
  CompletionStage<Chunk> read(long from, long to) {
    return logs.reading(() -> readNow(from, to));
  }

  private Chunk readNow(long from, long to) throws IOException {
    List<EventEnvelope> events = new ArrayList<>();
    Taken taken = new Taken(to);
    layout.replay(
        log,
        from,
        to,
        event -> {
          adapt(event, events::add);
          return taken.take(event.sequenceNr());
        });
    return new Chunk(events, taken.next);
  }

  /** Counts what was taken. Where nothing more came, all up to the end was looked at. */
  private final class Taken {

    private final long to;
    private long next;
    private int count;

    Taken(long to) {
      this.to = to;
      this.next = to + 1;
    }

    boolean take(long sequenceNr) {
      count++;
      if (count == maxEvents && sequenceNr < to) {
        next = sequenceNr + 1;
        return false;
      }
      return true;
    }
  }

  private void adapt(PersistentRepr event, Consumer<EventEnvelope> into) {
    Object payload = event.payload();
    Iterator<Object> adapted =
        adapters.get(payload.getClass()).fromJournal(payload, event.manifest()).events().iterator();
    while (adapted.hasNext()) {
      into.accept(
          new EventEnvelope(
              Offset.sequence(event.sequenceNr()),
              event.persistenceId(),
              event.sequenceNr(),
              adapted.next(),
              event.timestamp(),
              event.metadata()));
    }
  }
}
