package io.tukki.api.http.record;

import io.tukki.actors.Partitions;
import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** From a place in a partition, as a client describes it, to an offset. */
public sealed interface Places {

  /** This very offset. */
  record At(long offset) implements Places {}

  /** The place that a description leads to; the end where it leads to none. */
  record Described(OffsetSpec spec) implements Places {}

  static Places earliest() {
    return new Described(new OffsetSpec.Earliest());
  }

  static Places latest() {
    return new Described(new OffsetSpec.Latest());
  }

  default CompletionStage<Long> resolve(Partitions partitions, PartitionId partition) {
    return switch (this) {
      case At(var offset) -> CompletableFuture.completedStage(offset);
      case Described(var spec) ->
          partitions
              .lookup(partition, spec)
              .thenCompose(found -> settle(partitions, partition, found));
    };
  }

  private static CompletionStage<Long> settle(
      Partitions partitions, PartitionId partition, Result<TimestampLookup> found) {
    return switch (found.orThrow()) {
      case TimestampLookup.Found(var offset, var timestampMs, var epoch) ->
          CompletableFuture.completedStage(offset);
      case TimestampLookup.NoneSoLate() -> latest().resolve(partitions, partition);
    };
  }
}
