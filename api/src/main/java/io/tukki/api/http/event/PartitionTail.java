package io.tukki.api.http.event;

import io.tukki.actors.Partitions.Fetch;
import io.tukki.actors.Partitions.Fetched;
import io.tukki.api.http.backend.Backend;
import io.tukki.api.http.problem.Refusals;
import io.tukki.api.http.record.Slices;
import io.tukki.core.id.PartitionId;
import io.tukki.core.record.Record;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.RefusedException;
import io.tukki.core.result.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/**
 * One partition from an offset on, for ever: fetches when asked, waits where there is nothing,
 * tries again where the refusal may pass, such as while a leader moves.
 */
final class PartitionTail {

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Backend backend;
  private final EventSettings settings;
  private final PartitionId partition;

  PartitionTail(Backend backend, EventSettings settings, PartitionId partition) {
    this.backend = backend;
    this.settings = settings;
    this.partition = partition;
  }

  Source<Page, NotUsed> from(long offset) {
    return Source.unfoldAsync(
            offset,
            (Long at) ->
                look(at).thenApply(page -> Optional.of(Pair.create(page.nextOffset(), page))))
        // Nothing comes after a page that is broken: do not read it again and again meanwhile.
        .takeWhile(page -> !(page instanceof Page.Broken), true);
  }

  private CompletionStage<Page> look(long offset) {
    return backend
        .broker()
        .partitions()
        .fetch(new Fetch(partition, offset, 1, settings.fetchBytes(), settings.poll()))
        .thenCompose(
            answer ->
                switch (answer) {
                  case Result.Ok<Fetched>(var fetched) ->
                      CompletableFuture.supplyAsync(
                          () -> read(offset, fetched), backend.blocking());
                  case Result.Refused<Fetched>(var refusal) -> refused(offset, refusal);
                });
  }

  private Page read(long offset, Fetched fetched) {
    List<Record> records = new ArrayList<>();
    try {
      long next = Slices.forEach(fetched, offset, records::add);
      return new Page.Records(partition.partition(), records, next);
    } catch (RefusedException damaged) {
      return new Page.Broken(partition.partition(), Refusals.toProblem(damaged.refusal()), offset);
    } catch (IOException e) {
      throw new UncheckedIOException("reading a slice", e);
    }
  }

  private CompletionStage<Page> refused(long offset, Refusal refusal) {
    if (refusal instanceof Refusal.OffsetOutOfRange(var asked, var start, var end)
        && offset < start) {
      return CompletableFuture.completedStage(
          new Page.Missing(partition.partition(), offset, start));
    }
    if (refusal.retriable()) {
      return after(PAUSE)
          .thenApply(rested -> new Page.Records(partition.partition(), List.of(), offset));
    }
    return CompletableFuture.completedStage(
        new Page.Broken(partition.partition(), Refusals.toProblem(refusal), offset));
  }

  private CompletionStage<Void> after(Duration pause) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    backend
        .materializer()
        .system()
        .scheduler()
        .scheduleOnce(pause, () -> done.complete(null), backend.materializer().executionContext());
    return done;
  }
}
