package io.tukki.actors.partition.remote;

import io.tukki.core.id.PartitionId;
import io.tukki.core.partition.Acks;
import io.tukki.core.partition.OffsetSpec;

/**
 * What one node asks another about a partition: the methods of {@link io.tukki.actors.Partitions}
 * as values. Times are what is left of them, since nodes' clocks differ.
 */
sealed interface Question {

  PartitionId partition();

  /** The batch has passed admission on the node that asks. */
  record Append(PartitionId partition, Acks acks, long timeoutMs, Load load) implements Question {}

  record Fetch(PartitionId partition, long offset, int minBytes, int maxBytes, long maxWaitMs)
      implements Question {}

  record Lookup(PartitionId partition, OffsetSpec spec) implements Question {}

  record Bounds(PartitionId partition) implements Question {}

  record DeleteRecords(PartitionId partition, long beforeOffset) implements Question {}
}
