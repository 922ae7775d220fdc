package io.tukki.actors.testing;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.util.ByteString;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * A journal in the test's own memory that several actor systems can share, at once or one after the
 * other. What is written goes through serialization, as it does on its way to a disk.
 */
public final class SharedJournal extends AsyncWriteJournal {

  /** The store's name is the setting {@code store} of the plugin. */
  private static final Map<String, SharedJournal.Store> STORES = new ConcurrentHashMap<>();

  private record Stored(int serializer, String manifest, ByteString bytes, String writer) {}

  /** What happens to the next write. */
  public enum NextWrite {
    SUCCEEDS,
    FAILS,
    /** So do those after it. */
    FAILS_FOR_NOW,
    /** Reported as failed, and stored all the same: what a disk or a network can do. */
    FAILS_BUT_IS_STORED,
    /** Neither stored nor refused: what a log without its majority does. */
    IS_NEVER_ANSWERED
  }

  private static final class Store {
    private final AtomicReference<NextWrite> nextWrite = new AtomicReference<>(NextWrite.SUCCEEDS);
    private final Map<String, NavigableMap<Long, Stored>> logs = new ConcurrentHashMap<>();
    private final Map<String, Long> highest = new ConcurrentHashMap<>();
    private final Map<String, Long> replayedFrom = new ConcurrentHashMap<>();

    NavigableMap<Long, Stored> log(String id) {
      return logs.computeIfAbsent(id, unused -> new ConcurrentSkipListMap<>());
    }
  }

  private final Store store;

  public SharedJournal(Config config) {
    this.store = STORES.computeIfAbsent(config.getString("store"), name -> new Store());
  }

  /** How many events the log holds that have not been deleted. */
  public static int count(String store, String persistenceId) {
    return STORES.get(store).log(persistenceId).size();
  }

  /** The sequence number from which the log was last replayed. */
  public static long replayedFrom(String store, String persistenceId) {
    return STORES.get(store).replayedFrom.getOrDefault(persistenceId, 0L);
  }

  public static List<String> manifests(String store, String persistenceId) {
    return STORES.get(store).log(persistenceId).values().stream().map(Stored::manifest).toList();
  }

  public static void next(String store, NextWrite fate) {
    STORES.get(store).nextWrite.set(fate);
  }

  /** Whether this is what will happen to the next write. */
  public static boolean isDue(String store, NextWrite fate) {
    return STORES.get(store).nextWrite.get() == fate;
  }

  /** Forgets what a test has left. */
  public static void drop(String store) {
    STORES.remove(store);
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    NextWrite fate =
        store.nextWrite.getAndUpdate(
            now -> now == NextWrite.FAILS_FOR_NOW ? now : NextWrite.SUCCEEDS);
    if (fate == NextWrite.FAILS || fate == NextWrite.FAILS_FOR_NOW) {
      return Futures.failed(new IOException("the test has the write fail"));
    }
    if (fate == NextWrite.IS_NEVER_ANSWERED) {
      return FutureConverters.asScala(new CompletableFuture<>());
    }
    List<Optional<Exception>> results = new ArrayList<>();
    for (AtomicWrite write : messages) {
      CollectionConverters.asJava(write.payload()).forEach(this::write);
      results.add(Optional.empty());
    }
    return fate == NextWrite.SUCCEEDS
        ? Futures.successful(results)
        : Futures.failed(new IOException("the test has the write look failed"));
  }

  private void write(PersistentRepr event) {
    Object payload = event.payload();
    Serializer serializer =
        SerializationExtension.get(context().system()).findSerializerFor(payload);
    store
        .log(event.persistenceId())
        .put(
            event.sequenceNr(),
            new Stored(
                serializer.identifier(),
                Serializers.manifestFor(serializer, payload),
                ByteString.fromArray(serializer.toBinary(payload)),
                event.writerUuid()));
    store.highest.merge(event.persistenceId(), event.sequenceNr(), Long::max);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    store.log(persistenceId).headMap(toSequenceNr, true).clear();
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    store.replayedFrom.put(persistenceId, from);
    store.log(persistenceId).subMap(from, true, Math.max(from, to), true).entrySet().stream()
        .limit(max)
        .forEach(entry -> replay.accept(read(persistenceId, entry.getKey(), entry.getValue())));
    return Futures.successful(null);
  }

  private PersistentRepr read(String persistenceId, long sequenceNr, Stored stored) {
    Object payload =
        SerializationExtension.get(context().system())
            .deserialize(stored.bytes().toArray(), stored.serializer(), stored.manifest())
            .get();
    return PersistentRepr.apply(
        payload, sequenceNr, persistenceId, "", false, ActorRef.noSender(), stored.writer());
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return Futures.successful(store.highest.getOrDefault(persistenceId, 0L));
  }
}
