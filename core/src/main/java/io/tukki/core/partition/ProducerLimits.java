package io.tukki.core.partition;

/**
 * What a partition remembers of idempotent producers at most.
 *
 * @param maxProducers past it, the one that has been silent longest is forgotten
 * @param idleExpiryMs a producer that has been silent for so long is forgotten; what it sends next
 *     is taken as it comes
 */
public record ProducerLimits(int maxProducers, long idleExpiryMs) {

  /** A day, as Kafka has it, and so many that a partition's memory stays within a few megabytes. */
  public static final ProducerLimits DEFAULT = new ProducerLimits(10_000, 86_400_000L);

  public ProducerLimits {
    if (maxProducers < 1 || idleExpiryMs < 1) {
      throw new IllegalArgumentException(
          "a partition remembers at least one producer for at least 1 ms, not %d for %d ms"
              .formatted(maxProducers, idleExpiryMs));
    }
  }
}
