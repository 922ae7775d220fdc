package io.tukki.chaos.load;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time as histories have it. */
public final class Clock {

  private Clock() {}

  public static long nowUs() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
