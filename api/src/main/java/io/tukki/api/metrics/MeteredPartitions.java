package io.tukki.api.metrics;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletionStage;

/**
 * Counts batches, records and bytes by topic, refusals by their name, and the time appends take.
 */
final class MeteredPartitions implements Partitions {

  private final Partitions partitions;
  private final TopicMeters meters;

  MeteredPartitions(Partitions partitions, TopicMeters meters) {
    this.partitions = partitions;
    this.meters = meters;
  }

  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    int records = request.batch().recordCount();
    int bytes = request.batch().sizeBytes();
    long startNanos = System.nanoTime();
    return partitions
        .append(request)
        .whenComplete(
            (answer, failure) -> {
              switch (answer) {
                case Result.Ok<AppendResult> stored -> {
                  meters.of(request.partition().topic()).appended(records, bytes);
                  meters.appendTook(System.nanoTime() - startNanos);
                }
                case Result.Refused<AppendResult>(var refusal) -> meters.refused("append", refusal);
                case null -> meters.failed("append");
              }
            });
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    return partitions
        .fetch(request)
        .whenComplete(
            (answer, failure) -> {
              switch (answer) {
                case Result.Ok<Fetched>(var fetched) ->
                    meters.of(request.partition().topic()).fetched(fetched.slice().sizeBytes());
                case Result.Refused<Fetched>(var refusal) -> meters.refused("fetch", refusal);
                case null -> meters.failed("fetch");
              }
            });
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    return partitions.lookup(partition, spec);
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    return partitions.bounds(partition);
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    return partitions.deleteRecords(partition, beforeOffset);
  }
}
