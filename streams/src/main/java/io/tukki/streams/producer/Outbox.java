package io.tukki.streams.producer;

import io.tukki.actors.Partitions;

/**
 * What the accumulator asks of the shell around it. Neither method may call back before it returns;
 * the answers come later, as calls of the accumulator.
 */
interface Outbox {

  /** To be answered by {@link RecordAccumulator#answered}. */
  void append(OutgoingBatch batch, Partitions.Append request);

  /** To be answered by {@link RecordAccumulator#identified}. */
  void allocateIdentity(Lane lane);
}
