package io.tukki.streams.producer;

import io.tukki.core.partition.Acks;
import io.tukki.streams.Backoff;
import java.time.Duration;

/**
 * How batches get to their partition; the meanings are those of {@code tukki.producer} in the
 * reference configuration.
 */
public record Delivery(
    Acks acks, boolean idempotence, int maxInFlight, Timeouts timeouts, Backoff backoff) {

  /** As many batches as a partition remembers of a producer. */
  public static final int MOST_IN_FLIGHT = 5;

  /**
   * @param delivery for a record in all
   * @param append for one attempt
   */
  public record Timeouts(Duration delivery, Duration append) {

    public Timeouts {
      if (delivery.isNegative() || append.isNegative() || append.isZero()) {
        throw new IllegalArgumentException(
            "time-outs of %s and %s make no sense".formatted(delivery, append));
      }
    }
  }

  public Delivery {
    if (maxInFlight < 1 || maxInFlight > MOST_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "1 to %d batches may be in flight, not %d".formatted(MOST_IN_FLIGHT, maxInFlight));
    }
  }

  /** A batch that nobody hears of again cannot be kept in order by its number. */
  boolean isNumbered() {
    return idempotence && acks != Acks.NONE;
  }

  Delivery withAcks(Acks newAcks) {
    return new Delivery(newAcks, idempotence, maxInFlight, timeouts, backoff);
  }

  Delivery withIdempotence(boolean on) {
    return new Delivery(acks, on, maxInFlight, timeouts, backoff);
  }

  Delivery withMaxInFlight(int batches) {
    return new Delivery(acks, idempotence, batches, timeouts, backoff);
  }

  Delivery withTimeouts(Timeouts newTimeouts) {
    return new Delivery(acks, idempotence, maxInFlight, newTimeouts, backoff);
  }

  Delivery withBackoff(Backoff newBackoff) {
    return new Delivery(acks, idempotence, maxInFlight, timeouts, newBackoff);
  }
}
