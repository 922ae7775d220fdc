package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Neighbours;
import io.tukki.actors.partition.PartitionCommand.Wake;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.PartitionLog;
import io.tukki.core.log.PartitionLogs;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.Admission;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.record.RecordBatch;
import io.tukki.core.result.Refusal;
import io.tukki.core.result.Result;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * The partitions as callers on this node reach them. What a request needs to know of the cluster is
 * in this node's image; what of it costs CPU by the byte is done here, on the caller's thread.
 *
 * <p>Answers complete on the broker's own threads: what is chained to them must be short and must
 * not block.
 */
public final class ShardedPartitions implements Partitions {

  /** What a producer hears that wants no answer. */
  private static final Result<AppendResult> ACCEPTED =
      Result.ok(new AppendResult(0, OptionalLong.empty(), 0, false));

  private final PartitionNode node;
  private final Executor io;

  private ShardedPartitions(PartitionNode node, Executor io) {
    this.node = node;
    this.io = io;
  }

  /**
   * Starts this node's share of all partitions: the shard region, and the keeper of its logs.
   *
   * @param self this node, as the image's placements name it
   * @param neighbours the nodes that shards can be placed on
   */
  public static ShardedPartitions start(
      ActorSystem<?> system,
      NodeId self,
      Neighbours neighbours,
      Metadata metadata,
      PartitionLogs logs,
      Clock clock) {
    PartitionSettings settings =
        PartitionSettings.of(system.settings().config().getConfig("tukki.partition"));
    PartitionSharding sharding = new PartitionSharding(system, self, metadata, neighbours);
    PartitionRoutes routes =
        new PartitionRoutes(system, settings, entity -> sharding.tell(new Wake(entity)));
    PartitionNode node = new PartitionNode(metadata, logs, routes, settings, clock);
    sharding.start(node);
    DispatcherSelector dispatcher = PartitionSharding.DISPATCHER;
    system.systemActorOf(UndeliveredRequests.create(), "tukki-partition-undelivered", dispatcher);
    system.systemActorOf(LogKeeper.create(node), "tukki-partition-keeper", dispatcher);
    return new ShardedPartitions(
        node,
        system
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("tukki.partition.io-dispatcher")));
  }

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    ClusterImage image = node.metadata().image();
    return switch (route(image, request.partition())) {
      case Result.Refused<PartitionRoute>(var refusal) -> refused(refusal);
      case Result.Ok<PartitionRoute>(var route) ->
          route
              .placeIn(image)
              .map(place -> append(request, route, place))
              .orElseGet(() -> refused(unknown(image, request.partition())));
    };
  }

  private CompletionStage<Result<AppendResult>> append(
      Append request, PartitionRoute route, PartitionRoute.Place place) {
    Result<RecordBatch> admitted =
        Admission.admit(
            request.batch(),
            request.acks(),
            place.config(),
            place.replicas(),
            node.clock().millis());
    return switch (admitted) {
      case Result.Refused<RecordBatch>(var refusal) -> refused(refusal);
      case Result.Ok<RecordBatch>(var batch) -> queue(request, batch, route);
    };
  }

  private CompletionStage<Result<AppendResult>> queue(
      Append request, RecordBatch batch, PartitionRoute route) {
    AppendBudget budget = route.budget();
    int sizeBytes = batch.sizeBytes();
    if (!budget.tryTake(sizeBytes)) {
      PartitionSettings.Appends bounds = node.settings().appends();
      return refused(Refusals.tooManyAppends(bounds.maxWaiting(), bounds.maxWaitingBytes()));
    }
    AppendPromise answer = new AppendPromise(budget, sizeBytes);
    long deadlineNanos = System.nanoTime() + request.timeout().toNanos();
    route.append(new PartitionCommand.Append(batch, request.acks(), deadlineNanos, answer));
    return request.acks() == Acks.NONE ? CompletableFuture.completedFuture(ACCEPTED) : answer;
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    long deadlineNanos = System.nanoTime() + request.maxWait().toNanos();
    return fetch(request, deadlineNanos)
        .thenCompose(
            result ->
                result instanceof Result.Refused<Fetched>(Refusal.NotReady stopped)
                    // It stopped or moved while the reader waited, who need not know.
                    ? fetch(request, deadlineNanos)
                    : CompletableFuture.completedFuture(result));
  }

  private CompletionStage<Result<Fetched>> fetch(Fetch request, long deadlineNanos) {
    long patienceNanos = Math.max(deadlineNanos - System.nanoTime(), wakePatienceNanos());
    return live(request.partition(), patienceNanos)
        .thenCompose(
            result ->
                switch (result) {
                  case Result.Refused<LivePartition>(var refusal) -> refused(refusal);
                  case Result.Ok<LivePartition>(var partition) ->
                      new FetchInProgress(request, partition, io, deadlineNanos).start();
                });
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return switch (spec) {
      case OffsetSpec.Earliest earliest -> onLog(partition, log -> at(log, log.logStartOffset()));
      case OffsetSpec.Latest latest -> onLog(partition, log -> at(log, log.highWatermark()));
      case OffsetSpec.AtTimestamp(var timestampMs) ->
          onIo(partition, log -> log.findByTimestamp(timestampMs));
      case OffsetSpec.MaxTimestamp max -> onIo(partition, GreatestTimestamp::find);
    };
  }

  private static Result<TimestampLookup> at(PartitionLog log, long offset) {
    return Result.ok(new TimestampLookup.Found(offset, -1, log.leaderEpoch()));
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return onLog(
        partition,
        log ->
            Result.ok(
                new Bounds(
                    log.logStartOffset(),
                    log.highWatermark(),
                    log.logEndOffset(),
                    log.leaderEpoch(),
                    log.sizeBytes())));
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return live(partition, wakePatienceNanos())
        .thenCompose(
            result ->
                switch (result) {
                  case Result.Refused<LivePartition>(var refusal) -> refused(refusal);
                  case Result.Ok<LivePartition>(var live) ->
                      live.log().deleteRecordsBefore(beforeOffset);
                });
  }

  private <T> CompletionStage<Result<T>> onLog(
      PartitionId partition, Function<PartitionLog, Result<T>> question) {
    return live(partition, wakePatienceNanos())
        .thenApply(result -> result.flatMap(live -> question.apply(live.log())));
  }

  private <T> CompletionStage<Result<T>> onIo(
      PartitionId partition, Function<PartitionLog, Result<T>> question) {
    return live(partition, wakePatienceNanos())
        .thenApplyAsync(result -> result.flatMap(live -> question.apply(live.log())), io);
  }

  private long wakePatienceNanos() {
    return node.settings().lifecycle().wakeTimeout().toNanos();
  }

  private CompletionStage<Result<LivePartition>> live(PartitionId partition, long patienceNanos) {
    ClusterImage image = node.metadata().image();
    return switch (route(image, partition)) {
      case Result.Refused<PartitionRoute>(var refusal) -> refused(refusal);
      case Result.Ok<PartitionRoute>(var route) when route.placeIn(image).isEmpty() ->
          refused(unknown(image, partition));
      case Result.Ok<PartitionRoute>(var route) -> route.live(System.nanoTime() + patienceNanos);
    };
  }

  /** The way to a partition that the image knows, or knew when it was first asked for. */
  private Result<PartitionRoute> route(ClusterImage image, PartitionId partition) {
    Optional<PartitionRoute> known = node.routes().find(partition);
    if (known.isPresent()) {
      return Result.ok(known.get());
    }
    return image
        .topic(partition.topic())
        .filter(topic -> topic.hasPartition(partition.partition()))
        .map(topic -> new EntityId(topic.shards().get(partition.partition()), partition))
        .map(entity -> Result.ok(node.routes().to(entity)))
        .orElseGet(() -> Result.refused(unknown(image, partition)));
  }

  private static Refusal unknown(ClusterImage image, PartitionId partition) {
    return image
        .topic(partition.topic())
        .<Refusal>map(
            known ->
                new Refusal.UnknownPartition(
                    known.name(), partition.partition(), known.partitionCount()))
        .orElseGet(() -> new Refusal.UnknownTopic(partition.topic().toString()));
  }

  private static <T> CompletionStage<Result<T>> refused(Refusal refusal) {
    return CompletableFuture.completedFuture(Result.refused(refusal));
  }
}
