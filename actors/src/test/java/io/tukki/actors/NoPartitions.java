package io.tukki.actors;

import io.tukki.core.id.PartitionId;
import io.tukki.core.log.TimestampLookup;
import io.tukki.core.partition.AppendResult;
import io.tukki.core.partition.OffsetSpec;
import io.tukki.core.result.Result;
import java.util.concurrent.CompletionStage;

/** For tests of what is around partitions: nothing is asked of these. */
public record NoPartitions() implements Partitions {
  @Override
  public CompletionStage<Result<AppendResult>> append(Append request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Result<Fetched>> fetch(Fetch request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Result<TimestampLookup>> lookup(PartitionId partition, OffsetSpec spec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Result<Bounds>> bounds(PartitionId partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Result<Long>> deleteRecords(PartitionId partition, long beforeOffset) {
    throw new UnsupportedOperationException();
  }
}
