package io.tukki.api.http.fake;

import io.tukki.actors.Partitions;
import io.tukki.core.cluster.TopicImage;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.InvalidBatchException;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Partitions as lists of batches. */
public final class MemoryPartitions implements Partitions {

  private final MemoryBroker broker;
  private final Map<PartitionId, MemoryLog> logs = new ConcurrentHashMap<>();
  private final AtomicInteger appends = new AtomicInteger();
  private volatile BiFunction<Integer, Append, Optional<Refusal>> appendRefusals =
      (nth, append) -> Optional.empty();
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  private volatile boolean discards;

  MemoryPartitions(MemoryBroker broker) {
    this.broker = broker;
  }

  /** What to refuse, given how many appends there were before. */
  public void refuseAppends(BiFunction<Integer, Append, Optional<Refusal>> refusals) {
    appendRefusals = refusals;
  }

  /** Appends are answered once this completes. */
  public void holdAppendsUntil(CompletableFuture<Void> opened) {
    gate = opened;
  }

  /** Answers appends and keeps nothing: for measuring the door alone. */
  public void discardAppends() {
    discards = true;
  }

  public int appendCount() {
    return appends.get();
  }

  public MemoryLog log(TopicImage topic, int partition) {
    return logs.computeIfAbsent(topic.partition(partition), id -> new MemoryLog());
  }

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    int nth = appends.getAndIncrement();
    Result<AppendResult> result =
        log(request.partition()).flatMap(log -> append(nth, request, log));
    return gate.thenApply(opened -> result);
  }

  private Result<AppendResult> append(int nth, Append request, MemoryLog log) {
    Optional<Refusal> told = appendRefusals.apply(nth, request);
    if (told.isPresent()) {
      return Result.refused(told.get());
    }
    int limit =
        broker.image().topic(request.partition().topic()).orElseThrow().config().maxMessageBytes();
    if (request.batch().sizeBytes() > limit) {
      return Result.refused(new Refusal.RecordTooLarge(request.batch().sizeBytes(), limit));
    }
    try {
      request.batch().verify();
      request.batch().verifyRecords();
    } catch (InvalidBatchException e) {
      return Result.refused(new Refusal.CorruptBatch(String.valueOf(e.getMessage())));
    }
    return Result.ok(discards ? log.discard(request.batch()) : log.append(request.batch()));
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    return with(
        request.partition(),
        log ->
            log.awaitMore(request.offset())
                .completeOnTimeout(null, request.maxWait().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(
                    woken ->
                        log(request.partition())
                            .flatMap(l -> l.read(request.offset(), request.maxBytes()))));
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return with(
        partition,
        log ->
            CompletableFuture.completedStage(
                Result.ok(
                    switch (spec) {
                      case OffsetSpec.Earliest() -> at(log.start());
                      case OffsetSpec.Latest() -> at(log.end());
                      case OffsetSpec.AtTimestamp(var timestampMs) -> log.find(timestampMs);
                      case OffsetSpec.MaxTimestamp() -> at(log.end());
                    })));
  }

  private static TimestampLookup at(long offset) {
    return new TimestampLookup.Found(offset, -1, MemoryLog.EPOCH);
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return with(
        partition,
        log ->
            CompletableFuture.completedStage(
                Result.ok(
                    new Bounds(
                        log.start(), log.end(), log.end(), new LeaderEpoch(1), log.bytes()))));
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return with(partition, log -> CompletableFuture.completedStage(log.deleteBefore(beforeOffset)));
  }

  private <T> CompletionStage<Result<T>> with(
      PartitionId partition, Function<MemoryLog, CompletionStage<Result<T>>> use) {
    return switch (log(partition)) {
      case Result.Ok<MemoryLog>(var log) -> use.apply(log);
      case Result.Refused<MemoryLog>(var refusal) ->
          CompletableFuture.completedStage(Result.refused(refusal));
    };
  }

  private Result<MemoryLog> log(PartitionId partition) {
    return broker
        .image()
        .topic(partition.topic())
        .map(topic -> Result.ok(log(topic, partition.partition())))
        .orElseGet(() -> Result.refused(new Refusal.UnknownTopic(partition.topic().toString())));
  }
}
