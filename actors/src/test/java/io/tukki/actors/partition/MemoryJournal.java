package io.tukki.actors.partition;

import com.typesafe.config.Config;
import io.tukki.core.id.PartitionId;
import io.tukki.core.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentImpl;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** A journal over {@link MemoryLogs}: written as whole batches, replayed as headers. */
public final class MemoryJournal extends AsyncWriteJournal {

  private final MemoryLogs logs;

  public MemoryJournal(Config config) {
    this.logs = MemoryLogs.of(config.getString("logs"));
  }

  private static PartitionId partition(String persistenceId) {
    return PartitionId.ofPersistenceId(persistenceId).orElseThrow();
  }

  private static <T> Future<T> scala(CompletionStage<T> stage) {
    return FutureConverters.asScala(stage);
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (AtomicWrite write : messages) {
      List<RecordBatch> batches = new ArrayList<>();
      CollectionConverters.asJava(write.payload())
          .forEach(event -> batches.add((RecordBatch) event.payload()));
      all = all.thenCompose(v -> logs.write(partition(write.persistenceId()), batches));
    }
    return scala(all.thenApply(v -> List.of()));
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return scala(CompletableFuture.failedFuture(new UnsupportedOperationException()));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    List<RecordBatch> batches = logs.log(partition(persistenceId)).batches();
    int replayed = 0;
    for (int i = (int) from - 1; i < to && i < batches.size(); i++, replayed++) {
      replay.accept(
          new PersistentImpl(
              batches.get(i).header(),
              i + 1L,
              persistenceId,
              "",
              false,
              null,
              "",
              0L,
              scala.Option.empty()));
    }
    logs.replayed(replayed);
    return scala(CompletableFuture.completedFuture(null));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    MemoryLog log = logs.log(partition(persistenceId));
    log.lead();
    return scala(CompletableFuture.completedFuture((long) log.batches().size()));
  }
}
