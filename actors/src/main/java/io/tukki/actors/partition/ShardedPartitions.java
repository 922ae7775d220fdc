package io.tukki.actors.partition;

import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.membership.Neighbours;
import io.tukki.core.cluster.ClusterImage;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
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
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;

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

  private final Metadata metadata;
  private final PartitionRoutes routes;
  private final PartitionSettings settings;
  private final LocalReads reads;
  private final Clock clock;

  ShardedPartitions(
      Metadata metadata,
      PartitionRoutes routes,
      PartitionSettings settings,
      LocalReads reads,
      Clock clock) {
    this.metadata = metadata;
    this.routes = routes;
    this.settings = settings;
    this.reads = reads;
    this.clock = clock;
  }

  /**
   * Starts this node's share of all partitions: the shard region, the keeper of its logs, and what
   * connects it with the partitions of other nodes.
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
    return new PartitionParts(system, metadata, clock).startWith(self, neighbours, logs);
  }

  /**
   * As {@link #start}, on a node that holds no data: it leads nothing, and reaches everything.
   * Needs {@code tukki.partition.role}, which this node does not have.
   */
  public static ShardedPartitions startWithoutLogs(
      ActorSystem<?> system, Metadata metadata, Clock clock) {
    return new PartitionParts(system, metadata, clock).startWithoutLogs();
  }

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    ClusterImage image = metadata.image();
    return switch (route(image, request.partition())) {
      case Result.Refused<PartitionRoute>(var refusal) -> refused(refusal);
      case Result.Ok<PartitionRoute>(var route) ->
          route
              .termsIn(image)
              .map(terms -> append(request, route, terms))
              .orElseGet(() -> refused(unknown(image, request.partition())));
    };
  }

  private CompletionStage<Result<AppendResult>> append(
      Append request, PartitionRoute route, AppendTerms terms) {
    Result<RecordBatch> admitted =
        Admission.admit(
            request.batch(), request.acks(), terms.config(), terms.replicas(), clock.millis());
    return switch (admitted) {
      case Result.Refused<RecordBatch>(var refusal) -> refused(refusal);
      case Result.Ok<RecordBatch>(var batch) -> queue(request, batch, route);
    };
  }

  private CompletionStage<Result<AppendResult>> queue(
      Append request, RecordBatch batch, PartitionRoute route) {
    if (!route.budget().tryTake(batch.sizeBytes())) {
      return refused(Refusals.tooManyAppends(settings.appends()));
    }
    long deadlineNanos = System.nanoTime() + request.timeout().toNanos();
    AppendPromise answer = new AppendPromise(route, batch, request.acks(), deadlineNanos);
    answer.send(batch);
    return request.acks() == Acks.NONE ? CompletableFuture.completedFuture(ACCEPTED) : answer;
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    long deadlineNanos = System.nanoTime() + request.maxWait().toNanos();
    long patienceNanos = Math.max(request.maxWait().toNanos(), wakePatienceNanos());
    return ask(
        request.partition(),
        System.nanoTime() + patienceNanos,
        home ->
            switch (home) {
              case Home.Here(var live) -> reads.fetch(live, request, deadlineNanos);
              case Home.Elsewhere(var partition, var peer) ->
                  peer.fetch(withTimeLeft(request, deadlineNanos));
            });
  }

  private static Fetch withTimeLeft(Fetch request, long deadlineNanos) {
    long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
    return new Fetch(
        request.partition(),
        request.offset(),
        request.minBytes(),
        request.maxBytes(),
        Duration.ofNanos(leftNanos));
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return askBriefly(
        partition, live -> reads.lookup(live, spec), peer -> peer.lookup(partition, spec));
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return askBriefly(partition, reads::bounds, peer -> peer.bounds(partition));
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return askBriefly(
        partition,
        live -> reads.deleteRecords(live, beforeOffset),
        peer -> peer.deleteRecords(partition, beforeOffset));
  }

  private <T> CompletionStage<Result<T>> askBriefly(
      PartitionId partition,
      Function<LivePartition, CompletionStage<Result<T>>> here,
      Function<Partitions, CompletionStage<Result<T>>> elsewhere) {
    return ask(
        partition,
        System.nanoTime() + wakePatienceNanos(),
        home ->
            switch (home) {
              case Home.Here(var live) -> here.apply(live);
              case Home.Elsewhere(var there, var peer) -> elsewhere.apply(peer);
            });
  }

  /** Asks wherever the partition is led, and goes with it while there is time. */
  private <T> CompletionStage<Result<T>> ask(
      PartitionId partition,
      long deadlineNanos,
      Function<Home, CompletionStage<Result<T>>> question) {
    ClusterImage image = metadata.image();
    return switch (route(image, partition)) {
      case Result.Refused<PartitionRoute>(var refusal) -> refused(refusal);
      case Result.Ok<PartitionRoute>(var route) when route.termsIn(image).isEmpty() ->
          refused(unknown(image, partition));
      case Result.Ok<PartitionRoute>(var route) ->
          new Inquiry<>(route, deadlineNanos, question).ask();
    };
  }

  private long wakePatienceNanos() {
    return settings.lifecycle().wakeTimeout().toNanos();
  }

  /** The way to a partition that the image knows, or knew when it was first asked for. */
  private Result<PartitionRoute> route(ClusterImage image, PartitionId partition) {
    Optional<PartitionRoute> known = routes.find(partition);
    if (known.isPresent()) {
      return Result.ok(known.get());
    }
    return image
        .topic(partition.topic())
        .filter(topic -> topic.hasPartition(partition.partition()))
        .map(topic -> new EntityId(topic.shards().get(partition.partition()), partition))
        .map(entity -> Result.ok(routes.to(entity)))
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
