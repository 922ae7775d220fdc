package io.tukki.core.partition;

import java.util.List;

/**
 * A partition's state at one moment, immutable, so that the batches before it need not be replayed.
 *
 * @param nextOffset the offset behind the last batch it covers
 * @param producers the longest silent first
 */
public record PartitionSnapshot(long nextOffset, List<Producer> producers) {

  public PartitionSnapshot {
    producers = List.copyOf(producers);
  }

  /** One idempotent producer by its id. */
  public record Producer(long producerId, ProducerState state) {}
}
