package io.tukki.streams;

import java.time.Duration;

/**
 * How long to wait before trying again: doubles with each attempt that failed.
 *
 * @param min after the first
 * @param max at most
 */
public record Backoff(Duration min, Duration max) {

  private static final int MOST_DOUBLINGS = 20;

  public Backoff {
    if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException(
          "a backoff from %s up to %s makes no sense".formatted(min, max));
    }
  }

  /**
   * @param failures how many attempts in a row have failed, from 1
   */
  public Duration after(int failures) {
    Duration doubled = min.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return doubled.compareTo(max) < 0 ? doubled : max;
  }
}
