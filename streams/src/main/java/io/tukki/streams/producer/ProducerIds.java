package io.tukki.streams.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Where idempotent producers get an identity that nobody else has. A stream asks for one when it
 * starts, and again for a partition on which it has lost count. Thread-safe.
 */
public interface ProducerIds {

  /** An identity for idempotent batches. */
  record ProducerIdentity(long id, short epoch) {}

  CompletionStage<ProducerIdentity> allocate();

  /**
   * Picks at random from the upper half of the ids. An allocator counts up from 0 and never gets
   * there, and a million producers that pick at random have a chance of one in ten million that two
   * pick the same. So it takes no round trip and no coordination.
   *
   * @param random thread-safe
   */
  static ProducerIds random(RandomGenerator random) {
    long upperHalf = 1L << 62;
    return () ->
        CompletableFuture.completedFuture(
            new ProducerIdentity(upperHalf + random.nextLong(upperHalf), (short) 0));
  }
}
